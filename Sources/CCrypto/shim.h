#ifndef LOGSHIP_CCRYPTO_H
#define LOGSHIP_CCRYPTO_H
// SHA256_Update and its kind are meant: what replaces them costs as much as hashing a short record.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

// OSSL_PARAM keeps the addresses of its texts, which Swift lends for one call only.
static inline int ccrypto_hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
                             OSSL_PARAM_construct_end()};
  // A null key means "the key of before" to libcrypto, so an empty one needs an address too.
  return EVP_MAC_init(context, key ? key : (const unsigned char *)"", length, parameters);
}
#endif
