#ifndef LOGSHIP_CCRYPTO_H
#define LOGSHIP_CCRYPTO_H
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#endif
