#include "indexer/cli/network.h"

#include <stddef.h>
#include <sys/vfs.h>

/* Numbers of statfs(2), of which <linux/magic.h> has but some. */
static const struct {
    uint32_t type;
    const char *name;
} networks[] = {
    {0x6969, "NFS"},      {0x517B, "SMB"},     {0xFF534D42, "SMB"},  {0xFE534D42, "SMB"},
    {0x65735546, "FUSE"}, {0x5346414F, "AFS"}, {0x00C36400, "Ceph"}, {0x0BD00BD0, "Lustre"},
    {0x73757245, "Coda"}, {0x01021997, "9P"},  {0x564C, "NCP"},
};

const char *network_name(uint32_t type)
{
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        if (networks[i].type == type)
            return networks[i].name;
    return NULL;
}

const char *network_of(const char *path)
{
    struct statfs about;
    return statfs(path, &about) == 0 ? network_name((uint32_t)about.f_type) : NULL;
}
