// Sixteen bytes of text looked at in one step, with instructions that every x86-64 and every arm64 processor has; Swift
// has the vectors, but not the step from a vector to a bit for each byte.
#ifndef LOGSHIP_CTEXTSCAN_H
#define LOGSHIP_CTEXTSCAN_H
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

// How many of 16 bytes come before the first that is a quote, a backslash, a control character or not ASCII; 16 where
// none is.
static inline int ctextscan_plain_count(const uint8_t *bytes) {
#if defined(__SSE2__)
  __m128i text = _mm_loadu_si128((const __m128i *)bytes);
  __m128i quotes = _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('"')), _mm_cmpeq_epi8(text, _mm_set1_epi8('\\')));
  // As signed numbers, bytes that are not ASCII are below the space too.
  __m128i others = _mm_cmplt_epi8(text, _mm_set1_epi8(' '));
  return __builtin_ctz((unsigned)_mm_movemask_epi8(_mm_or_si128(quotes, others)) | 1u << 16);
#elif defined(__ARM_NEON)
  uint8x16_t text = vld1q_u8(bytes);
  uint8x16_t quotes = vorrq_u8(vceqq_u8(text, vdupq_n_u8('"')), vceqq_u8(text, vdupq_n_u8('\\')));
  uint8x16_t others = vcltq_s8(vreinterpretq_s8_u8(text), vdupq_n_s8(' '));
  // Four bits for each byte.
  uint64_t found = vget_lane_u64(
      vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(vorrq_u8(quotes, others)), 4)), 0);
  return found ? __builtin_ctzll(found) >> 2 : 16;
#else
  for (int index = 0; index < 16; index++) {
    if (bytes[index] == '"' || bytes[index] == '\\' || bytes[index] < ' ' || bytes[index] >= 0x80) return index;
  }
  return 16;
#endif
}

// As ctextscan_plain_count, but a separator ends the count too.
static inline int ctextscan_cell_count(const uint8_t *bytes, uint8_t separator) {
#if defined(__SSE2__)
  __m128i text = _mm_loadu_si128((const __m128i *)bytes);
  __m128i quotes = _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('"')), _mm_cmpeq_epi8(text, _mm_set1_epi8('\\')));
  __m128i others = _mm_or_si128(_mm_cmplt_epi8(text, _mm_set1_epi8(' ')),
                                _mm_cmpeq_epi8(text, _mm_set1_epi8((char)separator)));
  return __builtin_ctz((unsigned)_mm_movemask_epi8(_mm_or_si128(quotes, others)) | 1u << 16);
#else
  int count = ctextscan_plain_count(bytes);
  for (int index = 0; index < count; index++) {
    if (bytes[index] == separator) return index;
  }
  return count;
#endif
}
#endif
