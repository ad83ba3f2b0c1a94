/* echoappctl - the operator's tool: reads its arguments and runs a command. */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/state_owner.h"
#include "cli/complain.h"
#include "cli/find_conf.h"
#include "cli/help.h"
#include "cli/open_index.h"
#include "cli/zone_option.h"
#include "command.h"
#include "wcs/hook_client.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

const char program_version[] = VERSION;

static const struct command *command; /* the one that runs */

/*
 * Removes --json, --tz, --help and -h, which may follow the command too;
 * returns the new argc.  *zone is "" if --tz has no value.
 */
static int
take_common_options(int argc, char **argv, bool *json, bool *wants_help,
		    const char **zone)
{
	int i, kept = 1;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			*json = true;
		else if (strcmp(argv[i], "--help") == 0 ||
			 strcmp(argv[i], "-h") == 0)
			*wants_help = true;
		else if (strcmp(argv[i], "--tz") == 0)
			*zone = i + 1 < argc ? argv[++i] : "";
		else if (strncmp(argv[i], "--tz=", 5) == 0)
			*zone = argv[i] + 5;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	return kept;
}

/* A damaged page of the index is found only when somebody reads it. */
static void
rebuild_bad_index(struct command_context *x)
{
	if (x->index && index_meta_mark_corrupt(x->index) &&
	    open_index_repair(x) == 0)
		complain_error(
		    "the index was damaged and was rebuilt: run the command "
		    "again");
}

static int
run(struct command_context *x, int argc, char **argv, const char *zone)
{
	bool wants_help = false;
	int code;

	argc = take_common_options(argc, argv, &x->json, &wants_help, &zone);
	if (wants_help) {
		help_print_command(command);
		return EXIT_FINE;
	}
	if (!x->conf->usable && !command->allows_bad_conf)
		return complain_error("%s", x->conf->error.text);
	if (zone_option_use(zone, x->conf, command))
		return EXIT_TROUBLE;
	optind = 0;
	opterr = 0;
	code = command->wants_index && open_index_to_read(x)
		   ? EXIT_TROUBLE
		   : command->run(x, argc, argv);
	if (code == EXIT_TROUBLE)
		rebuild_bad_index(x);
	if (x->index)
		index_close(x->index);
	if (fflush(stdout) || ferror(stdout))
		return complain_error("cannot write to standard output");
	return code;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' },
		{ "conf", required_argument, NULL, 'c' },
		{ "tz", required_argument, NULL, 'z' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	const char *conf_path = getenv("ECHOAPP_CONF");
	const char *state_dir = getenv("ECHOAPP_STATE_DIR");
	static char output[65536]; /* for long lists */
	struct command_context x = { 0 };
	struct conf_file conf;
	const char *why, *zone = NULL;
	int c, code;

	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, output, _IOFBF, sizeof output);
	umask(077);
	log_open("echoappctl");
	/* Messages go to standard error instead (complain.h). */
	log_set_targets(0);
	opterr = 0;
	while ((c = getopt_long(argc, argv, "+:h", options, NULL)) != -1) {
		switch (c) {
		case 's':
			state_dir = optarg;
			break;
		case 'c':
			conf_path = optarg;
			break;
		case 'z':
			zone = optarg;
			break;
		case 'j':
			x.json = true;
			break;
		case 'h':
			help_print_commands(stdout);
			return EXIT_FINE;
		case 'v':
			printf("echoappctl %s\n", program_version);
			return EXIT_FINE;
		default:
			return complain_option(c, argv);
		}
	}
	if (optind == argc) {
		help_print_commands(stderr);
		return EXIT_TROUBLE;
	}
	command = help_find_command(argv[optind]);
	if (!command)
		return EXIT_TROUBLE;
	complain_as(command->name, command->usage);
	why = command->sends_hooks &&
		      command->sends_hooks(argc - optind, argv + optind)
		  ? hook_client_require(argv)
		  : NULL;
	if (why)
		return complain_error("%s", why);
	x.conf_found = find_conf(&conf, conf_path, state_dir);
	x.conf = &conf;
	x.state_dir = conf.usable ? conf.current.state_dir : "";
	if (!command->stays_root)
		state_owner_become(x.state_dir);
	code = run(&x, argc - optind, argv + optind, zone);
	conf_close(&conf);
	return code;
}
