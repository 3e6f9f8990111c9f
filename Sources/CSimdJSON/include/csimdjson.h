// The part of simdjson's DOM that logship uses, for a language that cannot call C++.
#ifndef LOGSHIP_CSIMDJSON_H
#define LOGSHIP_CSIMDJSON_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Bytes that must be readable (their value does not matter) behind the end of what is parsed.
#define CSIMDJSON_PADDING 64

typedef struct csimdjson_parser csimdjson_parser;

typedef enum {
  csimdjson_null,
  csimdjson_false,
  csimdjson_true,
  csimdjson_number,
  csimdjson_string,
  csimdjson_array,
  csimdjson_object
} csimdjson_type;

// One member of an object. `key` and `text` point into the parser and hold until it parses again.
typedef struct {
  const uint8_t *key;
  size_t key_length;
  const uint8_t *text;  // of a string
  size_t text_length;
  csimdjson_type type;
} csimdjson_member;

typedef enum {
  csimdjson_ok,
  csimdjson_not_object,
  csimdjson_bad_utf8,
  csimdjson_bad_string,
  csimdjson_bad_number,
  csimdjson_too_deep,
  csimdjson_no_memory,
  csimdjson_malformed
} csimdjson_outcome;

csimdjson_parser *csimdjson_new(void);
void csimdjson_free(csimdjson_parser *parser);

// Parses one whole object, white space around it allowed, and writes its first `capacity` members in the order they
// came. `count` is how many there are, which can be more.
csimdjson_outcome csimdjson_parse_object(csimdjson_parser *parser, const uint8_t *bytes, size_t length,
                                         csimdjson_member *members, size_t capacity, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
