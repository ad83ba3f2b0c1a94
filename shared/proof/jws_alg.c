/* jws_alg - the algorithms of signed tokens. */

#include "jws_alg.h"

#include <string.h>

const struct jws_alg_facts jws_alg_facts[JWS_ALGS] = {
	[ALG_HS256] = { "HS256", "SHA256", 32 },
	[ALG_HS384] = { "HS384", "SHA384", 48 },
	[ALG_HS512] = { "HS512", "SHA512", 64 },
	[ALG_RS256] = { "RS256", "SHA256", 32 },
	[ALG_RS384] = { "RS384", "SHA384", 48 },
	[ALG_RS512] = { "RS512", "SHA512", 64 },
	[ALG_PS256] = { "PS256", "SHA256", 32 },
	[ALG_PS384] = { "PS384", "SHA384", 48 },
	[ALG_PS512] = { "PS512", "SHA512", 64 },
	[ALG_ES256] = { "ES256", "SHA256", 32 },
	[ALG_ES384] = { "ES384", "SHA384", 48 },
	[ALG_ES512] = { "ES512", "SHA512", 66 },
	[ALG_EDDSA] = { "EdDSA", NULL, 32 },
};

enum jws_alg
jws_alg_find(const char *name, size_t len)
{
	enum jws_alg i;

	for (i = 0; i < JWS_ALGS; i++)
		if (strlen(jws_alg_facts[i].name) == len &&
		    memcmp(jws_alg_facts[i].name, name, len) == 0)
			break;
	return i;
}
