#include "csimdjson.h"

#include <new>
#include <simdjson.h>

static_assert(CSIMDJSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads further than we promise");

struct csimdjson_parser {
  simdjson::dom::parser parser;
};

extern "C" csimdjson_parser *csimdjson_new(void) { return new (std::nothrow) csimdjson_parser(); }

extern "C" void csimdjson_free(csimdjson_parser *parser) { delete parser; }

static csimdjson_outcome outcome_of(simdjson::error_code error) {
  switch (error) {
    case simdjson::SUCCESS: return csimdjson_ok;
    case simdjson::UTF8_ERROR: return csimdjson_bad_utf8;
    case simdjson::STRING_ERROR: return csimdjson_bad_string;
    case simdjson::NUMBER_ERROR: return csimdjson_bad_number;
    case simdjson::DEPTH_ERROR: return csimdjson_too_deep;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC: return csimdjson_no_memory;
    default: return csimdjson_malformed;
  }
}

static void set_text(csimdjson_member &member, simdjson::dom::element value) {
  std::string_view text = value.get_string().value_unsafe();
  member.text = reinterpret_cast<const uint8_t *>(text.data());
  member.text_length = text.size();
}

extern "C" csimdjson_outcome csimdjson_parse_object(csimdjson_parser *parser, const uint8_t *bytes, size_t length,
                                                    csimdjson_member *members, size_t capacity, size_t *count) {
  *count = 0;
  simdjson::dom::element root;
  auto error = parser->parser.parse(bytes, length, false).get(root);
  if (error) return outcome_of(error);
  simdjson::dom::object object;
  if (root.get_object().get(object)) return csimdjson_not_object;
  size_t seen = 0;
  for (auto field : object) {
    if (seen < capacity) {
      csimdjson_member &member = members[seen];
      member.key = reinterpret_cast<const uint8_t *>(field.key.data());
      member.key_length = field.key.size();
      member.text = nullptr;
      member.text_length = 0;
      switch (field.value.type()) {
        case simdjson::dom::element_type::STRING:
          member.type = csimdjson_string;
          set_text(member, field.value);
          break;
        // The DOM keeps no digits; whoever wants them reads them where they stand.
        case simdjson::dom::element_type::INT64:
        case simdjson::dom::element_type::UINT64:
        case simdjson::dom::element_type::DOUBLE: member.type = csimdjson_number; break;
        case simdjson::dom::element_type::BOOL:
          member.type = field.value.get_bool().value_unsafe() ? csimdjson_true : csimdjson_false;
          break;
        case simdjson::dom::element_type::NULL_VALUE: member.type = csimdjson_null; break;
        case simdjson::dom::element_type::ARRAY: member.type = csimdjson_array; break;
        case simdjson::dom::element_type::OBJECT: member.type = csimdjson_object; break;
      }
    }
    seen += 1;
  }
  *count = seen;
  return csimdjson_ok;
}
