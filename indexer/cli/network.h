/* File systems that are reached over a network: locks and mapped files are not to be relied on there. */
#ifndef MORGUE_INDEXER_CLI_NETWORK_H
#define MORGUE_INDEXER_CLI_NETWORK_H

#include <stdint.h>

/* What a file system whose type statfs gives as `type` is called; NULL when it is a local one. */
const char *network_name(uint32_t type);

/* The same for the file system that holds `path`; NULL when that cannot be told. */
const char *network_of(const char *path);

#endif
