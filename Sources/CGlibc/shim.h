// What glibc has and Swift's own module of it leaves out.
#ifndef LOGSHIP_CGLIBC_H
#define LOGSHIP_CGLIBC_H
#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>

// fcntl.h shows F_SETPIPE_SZ only to programs that ask for everything.
static const int cglibc_set_pipe_size = 1031;

// So do unistd.h and spawn.h with these.
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int lowest);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *folder);

#endif
