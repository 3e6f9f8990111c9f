#ifndef LOGSHIP_CEXPAT_H
#define LOGSHIP_CEXPAT_H
#include <expat.h>
#endif
