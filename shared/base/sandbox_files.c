/* sandbox_files - limits which files a process can open, by Landlock. */

#include "sandbox_files.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "program_dir.h"

/* The header may be older than the kernel. */
struct ruleset {
	uint64_t files;	 /* access to these is handled */
	uint64_t ports;	 /* since version 4; seccomp lets nobody use any */
	uint64_t scoped; /* since version 6 */
};
#define ABSTRACT_SOCKETS (1ULL << 0) /* none of processes outside */
#define SIGNALS (1ULL << 1)	     /* none to processes outside */
#define REFER (1ULL << 13)	     /* since version 2 */
#define TRUNCATE (1ULL << 14)	     /* since version 3 */
#define DEVICE_IOCTL (1ULL << 15)    /* since version 5 */

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXECUTE LANDLOCK_ACCESS_FS_EXECUTE
#define WRITE                                                                  \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |       \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |        \
	 LANDLOCK_ACCESS_FS_MAKE_REG | REFER | TRUNCATE)
/* What nobody gets. */
#define NEVER                                                                  \
	(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |         \
	 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |        \
	 LANDLOCK_ACCESS_FS_MAKE_SYM | DEVICE_IOCTL)
/* Rights to a file; the others are to a directory. */
#define OF_FILES                                                               \
	(EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |                             \
	 LANDLOCK_ACCESS_FS_READ_FILE | TRUNCATE)

/* What a program needs to start a fold, and its libraries. */
static const struct {
	const char *path;
	uint64_t rights;
} common[] = {
	{ "/usr/lib", READ },
	{ "/usr/lib32", READ },
	{ "/usr/lib64", READ },
	{ "/usr/local/lib", READ },
	{ "/lib", READ },
	{ "/lib64", READ },
	{ "/usr/share/zoneinfo", READ },
	{ "/etc/ld.so.cache", READ },
	{ "/etc/ld.so.preload", READ },
	{ "/etc/localtime", READ },
	/* boot_id; another process's secrets cannot be read, because Landlock
	 * forbids to trace those outside. */
	{ "/proc", READ },
	{ "/sys/devices/system/cpu", READ },
	{ "/dev/null", READ | LANDLOCK_ACCESS_FS_WRITE_FILE },
	{ "/dev/urandom", READ },
};

/* What names the owner of a file, for the problems that /status/ lists. */
static const char *const users[] = { "/etc/passwd", "/etc/nsswitch.conf" };

static int
version(void)
{
	long n = syscall(SYS_landlock_create_ruleset, NULL, 0,
			 LANDLOCK_CREATE_RULESET_VERSION);

	return n < 0 ? 0 : (int)n;
}

bool
sandbox_files_possible(void)
{
	return version() > 0;
}

/* The rights that this version knows. */
static uint64_t
known_rights(int v)
{
	uint64_t all = READ | EXECUTE | WRITE | NEVER;

	if (v < 2)
		all &= ~REFER;
	if (v < 3)
		all &= ~TRUNCATE;
	if (v < 5)
		all &= ~DEVICE_IOCTL;
	return all;
}

/* Rights to a path that does not exist are none. */
static int
allow(int rules, uint64_t known, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr beneath = {
		.allowed_access = rights & known,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};
	struct stat st;
	long bad;

	if (beneath.parent_fd < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR
			   ? 0
			   : -1;
	if (fstat(beneath.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		beneath.allowed_access &= OF_FILES;
	bad = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
		      &beneath, 0);
	close(beneath.parent_fd);
	return bad ? -1 : 0;
}

/* Stops at the program itself, which comes first; the name of its loader. */
static int
find_loader(struct dl_phdr_info *program, size_t size, void *arg)
{
	unsigned i;

	(void)size;
	for (i = 0; i < program->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &program->dlpi_phdr[i];
		const ElfW(Addr) at = program->dlpi_addr + h->p_vaddr;

		/* The number is a pointer. */
		if (h->p_type == PT_INTERP)
			memcpy(arg, &at, sizeof at);
	}
	return 1;
}

static int
allow_common(int rules, uint64_t known, enum sandbox_role role)
{
	const char *loader = NULL;
	char dir[PATH_MAX];
	size_t i;
	int bad = 0;

	for (i = 0; i < sizeof common / sizeof *common && !bad; i++)
		bad = allow(rules, known, common[i].path, common[i].rights);
	for (i = 0; role == SANDBOX_STATUS && i < sizeof users / sizeof *users;
	     i++)
		bad = bad || allow(rules, known, users[i], READ) ? -1 : 0;
	/* The program itself, its successor, and status.fcgi, which unpacks. */
	if (!bad && program_dir(dir, sizeof dir))
		bad = allow(rules, known, dir, READ | EXECUTE);
	dl_iterate_phdr(find_loader, &loader);
	if (!bad && loader)
		bad = allow(rules, known, loader, READ | EXECUTE);
	return bad;
}

int
sandbox_files_enter(enum sandbox_role role, const struct sandbox_path *paths,
		    size_t count)
{
	const int v = version();
	const uint64_t known = known_rights(v);
	const struct ruleset all = {
		.files = known,
		.scoped = v < 6 ? 0 : ABSTRACT_SOCKETS | SIGNALS,
	};
	const size_t size = v < 6 ? sizeof all.files : sizeof all;
	int rules, bad, error;
	size_t i;

	rules = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
	if (rules < 0)
		return -1;
	bad = allow_common(rules, known, role);
	for (i = 0; i < count && !bad; i++)
		bad = allow(rules, known, paths[i].path,
			    paths[i].writable ? READ | WRITE : READ);
	if (!bad && syscall(SYS_landlock_restrict_self, rules, 0))
		bad = -1;
	error = errno;
	close(rules);
	errno = error;
	return bad;
}
