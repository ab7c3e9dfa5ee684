/* morgue-search: search a news archive. */
#include "common/base/standard_files.h"
#include "searcher/cli/run.h"

int main(int argc, char **argv)
{
    standard_files_open();
    return run_morgue_search(argc, argv);
}
