#include "sim/path/path.h"
