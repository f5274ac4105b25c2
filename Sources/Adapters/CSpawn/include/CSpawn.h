// The two GNU extensions of posix_spawn that Swift's Glibc module does not show.
#ifndef STEADY_CSPAWN_H
#define STEADY_CSPAWN_H
#include <spawn.h>

/// Adds to `actions`: change to `directory` (unless it is NULL), then close every descriptor from `lowest` on.
/// Returns 0, or an error number as posix_spawn_file_actions_addopen(3) does.
int steady_spawn_directory_and_close(posix_spawn_file_actions_t *actions, const char *directory, int lowest);

#endif
