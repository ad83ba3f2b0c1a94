/* What SELinux and AppArmor have denied, read from lines of the kernel's log.
 */

#include "doctor/denials.h"

#include <stdio.h>
#include <string.h>

#include "support/harness.h"

/* Of audit.log, with auditd. */
static const char write_dir[] =
    "type=AVC msg=audit(1795716512.933:4711): avc:  denied  { write } for  "
    "pid=812 comm=\"call.fcgi\" name=\"journal\" dev=\"vda1\" ino=131 "
    "scontext=system_u:system_r:httpd_t:s0 "
    "tcontext=unconfined_u:object_r:var_lib_t:s0:c0.c1 tclass=dir "
    "permissive=0";

/* Of kern.log, without. */
static const char bind_port[] =
    "Nov 26 18:00:00 host kernel: [ 12.345678] audit: type=1400 "
    "audit(1795716513.001:42): avc:  denied  { name_bind } for  pid=700 "
    "comm=\"lighttpd\" src=9091 scontext=system_u:system_r:httpd_t:s0 "
    "tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket "
    "permissive=0";

/* Of /dev/kmsg. */
static const char open_file[] =
    "5,1234,987654321,-;audit: type=1400 audit(1795716514.120:43): "
    "apparmor=\"DENIED\" operation=\"open\" profile=\"/usr/sbin/lighttpd\" "
    "name=\"/srv/echoapp/state/journal/20261126.ndjson\" pid=701 "
    "comm=\"callStatusEvent\" requested_mask=\"wc\" denied_mask=\"c\" "
    "fsuid=33 ouid=0";

TEST(selinux_is_read)
{
	struct denial d;

	ck_assert(denials_parse(&d, write_dir));
	ck_assert_int_eq(d.source, DENIAL_SELINUX);
	ck_assert_int_eq(d.time, 1795716512);
	ck_assert_str_eq(d.program, "call.fcgi");
	ck_assert_str_eq(d.operation, "write");
	ck_assert_str_eq(d.object, "journal");
	ck_assert_str_eq(d.class, "dir");
	ck_assert_str_eq(d.domain, "httpd_t");
	ck_assert(denials_parse(&d, bind_port));
	ck_assert_str_eq(d.program, "lighttpd");
	ck_assert_str_eq(d.object, "9091");
	ck_assert_str_eq(d.class, "tcp_socket");
}

TEST(apparmor_is_read)
{
	struct denial d;

	ck_assert(denials_parse(&d, open_file));
	ck_assert_int_eq(d.source, DENIAL_APPARMOR);
	ck_assert_int_eq(d.time, 1795716514);
	ck_assert_str_eq(d.program, "callStatusEvent");
	ck_assert_str_eq(d.operation, "open");
	ck_assert_str_eq(d.mask, "c");
	ck_assert_str_eq(d.object,
			 "/srv/echoapp/state/journal/20261126.ndjson");
	ck_assert_str_eq(d.domain, "/usr/sbin/lighttpd");
}

TEST(a_name_with_odd_letters_is_read)
{
	struct denial d;

	ck_assert(denials_parse(
	    &d, "audit(1.1:1): apparmor=\"DENIED\" operation=\"exec\" "
		"profile=\"x\" name=2F6120622F632E66636769 comm=612062"));
	ck_assert_str_eq(d.object, "/a b/c.fcgi");
	ck_assert_str_eq(d.program, "a b");
	/* A name that looks like digits is quoted. */
	ck_assert(denials_parse(&d, "audit(1.1:1): avc:  denied  { read } for  "
				    "name=\"6162\" comm=\"x\""));
	ck_assert_str_eq(d.object, "6162");
}

TEST(what_was_not_denied_is_none)
{
	static const char *const lines[] = {
		"",
		"audit(",
		"audit(x)",
		"Nov 26 18:00:00 host kernel: usb 1-1: new device",
		"audit(1.1:1): avc:  granted  { read } for  name=\"a\"",
		"audit(1.1:1): avc:  denied  { read for  name=\"a\"",
		"audit(1.1:1): avc:  denied  { read } for  name=\"a\" "
		"permissive=1",
		"audit(1.1:1): apparmor=\"ALLOWED\" operation=\"open\" "
		"name=\"/a\"",
		"audit(1.1:1): apparmor=\"STATUS\" operation=\"profile_load\"",
		"avc:  denied  { read } for  name=\"a\"",
	};
	struct denial d;
	size_t i;

	for (i = 0; i < ROWS(lines); i++)
		ck_assert_msg(!denials_parse(&d, lines[i]), "%s", lines[i]);
}

TEST(fields_that_are_missing_or_too_long_are_borne)
{
	char line[8192], *at = line;
	struct denial d;

	at += sprintf(at, "audit(9.1:1): avc:  denied  { ");
	memset(at, 'w', 1000);
	at += 1000;
	at += sprintf(at, " } for  comm=\"");
	memset(at, 'c', 3000);
	at += 3000;
	at += sprintf(at, "\" name=");
	memset(at, '4', 3000);
	at += 3000;
	*at = '\0';
	ck_assert(denials_parse(&d, line));
	ck_assert_uint_lt(strlen(d.operation), sizeof d.operation);
	ck_assert_uint_lt(strlen(d.program), sizeof d.program);
	ck_assert_uint_lt(strlen(d.object), sizeof d.object);
	ck_assert_str_eq(d.domain, "");
}
