/* write_all - writes to a file descriptor until all bytes are written. */

#include "write_all.h"

#include <errno.h>
#include <unistd.h>

int
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}
