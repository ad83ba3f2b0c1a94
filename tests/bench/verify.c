/*
 * verify - measures what verifying a token takes.
 *
 *	verify KEYS TOKENS
 *
 * Prints the microseconds of the first token of each algorithm; compare them
 * with `openssl speed rsa2048 ecdsap256 ecdsap384 ecdsap521 ed25519`.
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/die.h"
#include "proof/jwt.h"

/* The best of so many batches counts, because other processes run. */
#define BATCHES 40
#define ROUNDS 50
/* The tokens are valid then. */
#define WHEN (INT64_C(1800000000) * TIMESTAMP_SECOND)

/* Of processor time, as `openssl speed` has it. */
static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
measure(const struct key_set *keys, const char *alg, const char *token)
{
	const struct jwt_demands demands = { .audience = "app" };
	struct json_scan claims = { 0 };
	struct buffer text = { 0 };
	double best = 1e9, begin;
	int batch, i;

	for (batch = 0; batch < BATCHES; batch++) {
		begin = seconds();
		for (i = 0; i < ROUNDS; i++)
			if (jwt_verify(keys, &demands, token, strlen(token),
				       WHEN, &claims, &text))
				die(EXIT_PERMANENT, "a token of %s is refused",
				    alg);
		if (seconds() - begin < best)
			best = seconds() - begin;
	}
	printf("%s %.1f us\n", alg, best / ROUNDS * 1e6);
	json_scan_free(&claims);
	buffer_free(&text);
}

int
main(int argc, char **argv)
{
	char maker[32], alg[16], token[2048], before[16] = "";
	struct error error = { "cannot open the tokens" };
	struct key_set *keys;
	struct stat st;
	FILE *from = NULL;

	if (argc != 3)
		die(EXIT_PERMANENT, "usage: verify KEYS TOKENS");
	keys = key_set_read(argv[1], &st, &error);
	if (!keys || !(from = fopen(argv[2], "re")))
		die(EXIT_PERMANENT, "%s", error.text);
	while (fscanf(from, "%31s %15s %2047s", maker, alg, token) == 3 &&
	       strcmp(maker, "pyjwt") != 0) {
		if (strcmp(alg, before) != 0)
			measure(keys, alg, token);
		strcpy(before, alg);
	}
	fclose(from);
	key_set_free(keys);
	return 0;
}
