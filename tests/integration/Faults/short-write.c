/*
 * A library to be loaded before the C library: of the writes to files below a directory, one does only its first part.
 *
 *   SHORT_WRITE_BELOW   the directory, ending in a slash
 *   SHORT_WRITE_AT      which write, the first being 1; 0 for none
 *   SHORT_WRITE_THEN    "full": every later write below the directory fails because the disk is full; else they succeed
 *   SHORT_WRITE_LOG     a file that gets one byte for each write below the directory
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int writes;

static int is_below(int file)
{
    const char *below = getenv("SHORT_WRITE_BELOW");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || below == NULL) return 0;
    path[length] = 0;
    return strncmp(path, below, strlen(below)) == 0;
}

static void note(void)
{
    const char *name = getenv("SHORT_WRITE_LOG");
    int log = name == NULL ? -1 : open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log < 0) return;
    if (write(log, "w", 1) != 1) abort();
    close(log);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset)
{
    if (is_below(file)) {
        const char *at = getenv("SHORT_WRITE_AT"), *then = getenv("SHORT_WRITE_THEN");
        int chosen = at == NULL ? 0 : atoi(at);
        int number = __atomic_add_fetch(&writes, 1, __ATOMIC_SEQ_CST);
        note();
        if (number == chosen) count = count > 1 ? count / 2 : count;
        else if (chosen > 0 && number > chosen && then != NULL && strcmp(then, "full") == 0) {
            errno = ENOSPC;
            return -1;
        }
    }

    return syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset)
{
    return pwrite(file, bytes, count, offset);
}
