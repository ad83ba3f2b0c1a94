/* jws_alg - the algorithms of signed tokens (RFC 7518, 3; RFC 8037, 3.1). */
#ifndef ECHOAPP_JWS_ALG_H
#define ECHOAPP_JWS_ALG_H

#include <stddef.h>

/* `none` is not one of them. */
enum jws_alg {
	ALG_HS256,
	ALG_HS384,
	ALG_HS512,
	ALG_RS256,
	ALG_RS384,
	ALG_RS512,
	ALG_PS256,
	ALG_PS384,
	ALG_PS512,
	ALG_ES256,
	ALG_ES384,
	ALG_ES512,
	ALG_EDDSA, /* of Ed25519 only */
	JWS_ALGS
};

/* The bit of an algorithm in a set of them, and the sets. */
#define ALG_BIT(alg) (1u << (alg))
#define ALGS_HS (ALG_BIT(ALG_HS256) | ALG_BIT(ALG_HS384) | ALG_BIT(ALG_HS512))
#define ALGS_RS (ALG_BIT(ALG_RS256) | ALG_BIT(ALG_RS384) | ALG_BIT(ALG_RS512))
#define ALGS_PS (ALG_BIT(ALG_PS256) | ALG_BIT(ALG_PS384) | ALG_BIT(ALG_PS512))

struct jws_alg_facts {
	const char *name; /* as a token spells it */
	const char *hash; /* OpenSSL's name; NULL: the algorithm has its own */
	size_t size; /* of the hash; for ES…, of half a signature; bytes */
};

extern const struct jws_alg_facts jws_alg_facts[JWS_ALGS];

/* JWS_ALGS: no algorithm has this name. */
enum jws_alg jws_alg_find(const char *name, size_t len);

#endif
