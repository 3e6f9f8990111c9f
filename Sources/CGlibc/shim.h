// What glibc has and Swift's own module of it leaves out.
#ifndef LOGSHIP_CGLIBC_H
#define LOGSHIP_CGLIBC_H
#include <fcntl.h>
#include <malloc.h>

// fcntl.h shows F_SETPIPE_SZ only to programs that ask for everything.
static const int cglibc_set_pipe_size = 1031;

#endif
