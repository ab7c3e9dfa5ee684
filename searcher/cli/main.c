/* morgue-search: search a news archive. */
#include "searcher/cli/run.h"

int main(int argc, char **argv)
{
    return run_morgue_search(argc, argv);
}
