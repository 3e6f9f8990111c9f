// `inflateInit2` is a macro, which Swift cannot see.
#ifndef LOGSHIP_CZLIB_H
#define LOGSHIP_CZLIB_H
#include <zlib.h>

static inline int czlib_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
#endif
