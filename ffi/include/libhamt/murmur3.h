/* For programs that include libhamt's murmur3.h: all of it is in hamt.h. Add this directory to the include path. */
#include "../hamt.h"
