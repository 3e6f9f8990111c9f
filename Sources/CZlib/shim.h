// `inflateInit2` and `deflateInit2` are macros, which Swift cannot see.
#ifndef LOGSHIP_CZLIB_H
#define LOGSHIP_CZLIB_H
#include <zlib.h>

static inline int czlib_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
#endif
