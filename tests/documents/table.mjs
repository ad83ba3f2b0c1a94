/*
 * table - the actions for blocks that are not simply typed or compared.
 *
 * A heading of a document has one action for each block below it.  `*` is the action
 * for all other blocks of the document.
 */

import {
	append, asInstalled, asRoot, by, calls, complains, converse, doctor, guarded, hold, installed,
	isIn, journal, never, packages, printed, prometheus, restarted, run, runBut, said, save,
	serving, servingBeside, servingOnce,
} from './actions.mjs';

const commandLine = never("commands of WCS's own command line");
const picture = never('a picture');
const selinux = never('takes a kernel with SELinux');
const grammar = never('the grammar of what the examples show');
const provider = never('takes an identity provider');
const database = never('takes a database server');
const ruled = by('tests/tools/check/test_rules_in_documents.c', 'docs/*.md');
const recipe = by('tests/tools/check/test_recipes.c');
const key = by('tests/tools/cli/test_manual.c');
const resource = by('tests/fcgi/test_page.c');
const prefix = by('tests/servers/run.sh', 'UNDER=/voip');
const host = by('tests/shared-hosting.sh');
const container = by('tests/container.sh', 'podman');

/* Where the lines for TLS and for a password go, and which modules they need. */
const apache = {
	tls: '/^<VirtualHost /',
	strangers: '/^\\s*Require ip /',
	more: [`/^Listen /i ${['ssl', 'auth_basic', 'authn_core', 'authn_file', 'authz_user']
		.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
		.join('\\n')}`],
};
const lighttpd = {
	tls: '/^\\$SERVER\\["socket"\\]/',
	strangers: '/^\t\t\\$HTTP\\["remote-ip"\\]/,/^\t\t}/',
	more: ['s/"mod_fastcgi"/"mod_openssl", "mod_auth", "mod_authn_file", &/'],
};
const nginx = {
	tls: '/^\\s*listen /',
	strangers: '/^\\s*allow 127/,/^\\s*deny /',
	more: ['s/^\\(\\s*listen .*\\);/\\1 ssl;/'],
};

/* What a reader of the document has typed before. */
export const before = {
	'docs/call-records.md': ['make run', 'tools/echoappctl play call --speed 20'],
	'docs/calendar.md': ['make run', 'tools/echoappctl play call --speed 20'],
	'docs/deliveries.md': ['make run'],
	'docs/from-php.md': ['make run'],
	'docs/several-nodes.md': ['make run'],
	'docs/operations.md': ['make run', 'tools/echoappctl play call --speed 20'],
	'docs/privacy.md': ['make run', 'tools/echoappctl play call --speed 20'],
	'docs/rules.md': ['make run'],
	'docs/senders.md': ['make run'],
	'docs/troubleshooting.md': ['make run'],
	'docs/writing-a-hook.md': ['make run'],
	'deploy/htaccess.in': ['mkdir ~/public_html'],
	'man/echoapp.7': ['make run'],
	'man/echoappctl.1': [
		"sed -i 's,EchoApp|apps/EchoApp,&|hooks,' lighttpd.conf",
		'make run PORT=8080',
		'tools/echoappctl play call --speed 20 --url http://127.0.0.1:8080/hooks',
	],
};

export const table = {
	'CONTRIBUTING.md': {
		'Build and test': [
			runBut({ 'make deps': 'installs packages; make check has done that' }),
			by('tests/check.sh', 'tests/lint.sh'),
		],
	},
	'README.md': {
		'Two commands': [serving, never('is what runs this test')],
		'Point WCS at it': [commandLine],
		'A first rule': [append('rules.conf'), run],
	},
	'docs/ARCHITECTURE.md': {
		'Architecture': [picture],
	},
	'docs/call-records.md': {
		'The journal': [journal, run],
		'A daily export': [installed, installed, run],
	},
	'docs/calendar.md': {
		'Retention': [run, installed],
		'Upgrade': [installed, run],
	},
	'docs/containers.md': {
		'In a container': [container],
		'Your configuration': [container],
		'With Redis and Prometheus': [container],
	},
	'docs/deliveries.md': {
		'A database': [database, database],
	},
	'docs/from-php.md': {
		'1. See what the backend does today': [servingBeside, run],
		'2. Write its conditions as rules': [append('rules.conf'), run],
		'5. Switch, and switch back': [commandLine, run],
	},
	'docs/getting-started.md': {
		'Build and run': [serving, said, servingOnce, packages],
		'Send a hook by hand': [converse, run, printed, run],
		'Point WCS at it': [commandLine, serving, run],
		'On Debian': [installed, installed],
	},
	'docs/operations.md': {
		'As which user': [installed],
		'The log': [installed],
		'Back up, restore, move': [run, installed],
		'How long the journal is kept': [run, run, run],
		'A new version': [installed, installed, installed],
	},
	'docs/rules.md': {
		'In which order rules apply': [calls('0900123456', '+49900123456')],
	},
	'docs/senders.md': {
		'By signature': [run, installed, converse, run, run],
	},
	'docs/several-nodes.md': {
		'One EchoApp for all nodes': [commandLine, run],
		'Limits': [append('rules.conf')],
	},
	'docs/shared-hosting.md': {
		'Make the archive': [host],
		'Unpack it': [host],
		'Let WCS prove who it is': [host],
		'A new version': [host],
	},
	'docs/troubleshooting.md': {
		'Ask the doctor': [run, doctor(8080, (request, response) => {
			response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8', Server: 'lighttpd/1.4.69' });
			request.pipe(response);
		}, 3000)],
	},
	'docs/who-is-calling.md': {
		'Keycloak': [ruled, provider],
		'Auth0': [ruled, provider],
		'Users of a PHP site, in MariaDB': [run, ruled, never('changes a unit of systemd')],
		'Users of a database, in a file': [never('takes a database of a site')],
	},
	'docs/web-servers.md': {
		'Install': [asRoot(run)],
		'lighttpd': [installed],
		'nginx': [installed],
		'Apache': [installed],
		'The programs under systemd': [installed],
		'Another base path': [isIn('lighttpd.conf')],
		'The page for other people': [append('echoapp.conf'),
			by('tests/fcgi/page.sh', 'shown auth'), by('tests/fcgi/page.sh', 'shown ssl')],
	},
	'docs/writing-a-hook.md': {
		'A handler in C': [save('handlers/beep.c'), run, restarted(converse)],
		'A handler that begins a call': [by('tests/new_hook.sh')],
		'Tell WCS to obey': [save('rest-client-config.json'), append('echoapp.conf'), run],
		'A program in another language': [serving, run, converse, run],
	},
	'examples/README.md': {
		'Perl and Python': [by('tests/fcgi/test_replace.c', 'examples/call.pl')],
		'PHP behind lighttpd or Apache': [by('tests/examples.sh', 'php-fpm.')],
		'On a shared host': [by('tests/shared-hosting.sh')],
		'Test it': [never("an operator's own address")],
	},
	'deploy/shared-hosting/README': {
		'*': by('tests/shared-hosting.sh', 'EchoApp/README'),
	},
	'deploy/README.md': {
		'*': installed,
	},
	'deploy/apache-fcgid.conf.in': {
		'': [installed, prefix, hold, guarded('apache-fcgid', apache)],
	},
	'deploy/apache-proxy.conf.in': {
		'': [installed, prefix, hold, guarded('apache-proxy', apache)],
	},
	'deploy/echoapp.target.in': {
		'': [installed],
	},
	'deploy/echoapp-keys.timer.in': {
		'': [installed],
	},
	'deploy/echoapp-purge.timer.in': {
		'': [installed, installed],
	},
	'deploy/htaccess.in': {
		'': [run, run],
	},
	'deploy/lighttpd.conf.in': {
		'': [installed, hold, prefix, guarded('lighttpd', lighttpd)],
	},
	'deploy/nginx.conf.in': {
		'': [installed, hold, prefix, guarded('nginx', nginx)],
	},
	'deploy/prometheus-rules.yml': {
		'': [prometheus],
	},
	'deploy/sockets.sh.in': {
		'': [never('says how it is called; tests/servers/run.sh calls it')],
	},
	'deploy/sysusers.conf.in': {
		'': [installed],
	},
	'deploy/tmpfiles.conf.in': {
		'': [installed],
	},
	'debian/README.Debian': {
		'*': installed,
	},
	'man/echoapp-deliver.8': {
		'Requests': [never('the form of what is sent')],
		'EXAMPLES': [by('tests/delivery/test_delivery_conf.c')],
	},
	'man/echoapp-rules.5': {
		'SYNOPSIS': [grammar],
		'*': recipe,
	},
	'man/echoapp-scenario.5': {
		'EXAMPLES': [by('tests/tools/play/test_scenario.c')],
		'DIAGNOSTICS': [complains('mine.json', `{ "steps": [
	{ "hook": "connect" },

	{ "hok": "call" }
] }
`)],
	},
	'man/echoapp.7': {
		'Who may look': [append('echoapp.conf'), append('echoapp.conf')],
		'THE PAGE': [by('tests/page/story.mjs', '#call/')],
		'THE API': [resource, resource],
		'Lists': [resource],
		'One row': [resource],
		'Events': [resource, resource],
		'Counts': [resource],
	},
	'man/echoapp.conf.5': {
		'SYNOPSIS': [grammar],
		'EXAMPLES': [key, key, key],
	},
	'man/echoappctl.1': {
		'SELINUX AND APPARMOR': [selinux, selinux, never('takes a kernel with AppArmor')],
		'EXAMPLES': Array(8).fill(asInstalled),
	},
};
