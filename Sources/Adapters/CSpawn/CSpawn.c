// See CSpawn.h: both calls need _GNU_SOURCE, glibc 2.34 or newer.
#define _GNU_SOURCE
#include "CSpawn.h"
#include <spawn.h>
#include <stddef.h>

int steady_spawn_directory_and_close(posix_spawn_file_actions_t *actions, const char *directory, int lowest) {
    if (directory != NULL) {
        int code = posix_spawn_file_actions_addchdir_np(actions, directory);
        if (code != 0) {
            return code;
        }
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}
