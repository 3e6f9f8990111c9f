/* Preloaded into logship: from the Nth call on that needs room in a folder, the disk is full; or the process is
   killed at the Nth.

   TORTURE_FOLDER  the folder, as logship is given it
   TORTURE_FIRST   N; with 0 calls are counted only
   TORTURE_COUNT   a file of eight bytes that holds the count, where it survives however a run ends
   TORTURE_KILL    set where the process is to be killed */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder;
static size_t length;
static long first;
static int kills;
static long *count;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("TORTURE_COUNT");
  folder = getenv("TORTURE_FOLDER");
  if (!path || !folder || !getenv("TORTURE_FIRST")) return;
  length = strlen(folder);
  first = atol(getenv("TORTURE_FIRST"));
  kills = getenv("TORTURE_KILL") != NULL;
  int file = open(path, O_RDWR | O_CLOEXEC);
  void *map = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  if (map != MAP_FAILED) count = map;
}

static int inside(const char *path) {
  return count && path && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int open_inside(int file) {
  char link[64], path[4096];
  if (!count) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return inside(path);
}

/* The number of this call if it is to fail, else 0. */
static long full(void) {
  long number = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
  if (!first || number < first) return 0;
  if (kills) kill(getpid(), SIGKILL);
  errno = ENOSPC;
  return number;
}

#define NEXT(name) __typeof__(&name) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* A disk that fills up takes a part of a write first; so does every other of the first calls to fail. */
#define WRITE(name, parameters, whole, part)                    \
  ssize_t name parameters {                                     \
    NEXT(name);                                                 \
    long number = open_inside(file) ? full() : 0;               \
    if (!number) return next whole;                             \
    if (number == first && first % 2 && size > 1) return next part; \
    return -1;                                                  \
  }
WRITE(write, (int file, const void *bytes, size_t size), (file, bytes, size), (file, bytes, size / 2))
WRITE(pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at),
      (file, bytes, size / 2, at))
WRITE(pwrite64, (int file, const void *bytes, size_t size, off64_t at), (file, bytes, size, at),
      (file, bytes, size / 2, at))

#define ON_FILE(name, parameters, arguments) \
  int name parameters {                            \
    NEXT(name);                                    \
    return open_inside(file) && full() ? -1 : next arguments; \
  }
ON_FILE(fsync, (int file), (file))
ON_FILE(fdatasync, (int file), (file))
ON_FILE(ftruncate, (int file, off_t size), (file, size))
ON_FILE(ftruncate64, (int file, off64_t size), (file, size))
ON_FILE(fallocate, (int file, int mode, off_t from, off_t size), (file, mode, from, size))

#define ON_PATH(name, parameters, path, arguments) \
  int name parameters {                            \
    NEXT(name);                                    \
    return inside(path) && full() ? -1 : next arguments; \
  }
ON_PATH(rename, (const char *from, const char *to), to, (from, to))
ON_PATH(link, (const char *from, const char *to), to, (from, to))
ON_PATH(mkdir, (const char *path, mode_t mode), path, (path, mode))

/* A file that exists can be opened on a full disk. */
#define OPEN(name, parameters, arguments)                                       \
  int name parameters {                                                         \
    NEXT(name);                                                                 \
    va_list rest;                                                               \
    va_start(rest, flags);                                                      \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;     \
    va_end(rest);                                                               \
    if (flags & O_CREAT && inside(path) && access(path, F_OK) != 0 && full()) return -1; \
    return next arguments;                                                      \
  }
OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))
