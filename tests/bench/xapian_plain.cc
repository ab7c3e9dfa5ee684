/* Xapian by itself, as an application would use it: TermGenerator with English stems and positions,
 * the text as document data, Xapian's own settings for everything else.
 *
 * Two engines: as TermGenerator comes, stems stand in the index without positions and words as
 * written with them, so that phrases are of words as written (xapian); and stems only, with positions
 * (xapian-all), which reads a phrase as Morgue does.
 */
#include <xapian.h>

#include <cstdio>
#include <exception>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/bench.h"

namespace
{

constexpr Xapian::termcount field_gap = 100; // positions between headline and body

struct Builder {
    Xapian::WritableDatabase database;
    Xapian::TermGenerator generator;

    Builder(const char *path, Xapian::TermGenerator::stem_strategy strategy)
        : database(std::string(path) + "/glass", Xapian::DB_CREATE_OR_OVERWRITE)
    {
        generator.set_stemmer(Xapian::Stem("en"));
        generator.set_stemming_strategy(strategy);
    }
};

struct Index {
    Xapian::Database database;
    Xapian::Stem stem{"en"};
    bool has_all_stemmed; // stems with positions and nothing else

    Index(const char *path, bool all_stemmed)
        : database(std::string(path) + "/glass"), has_all_stemmed(all_stemmed)
    {
    }
};

// Call what may throw; `failed` where it does.
template <typename Result, typename Call> Result guarded(Result failed, Call call)
{
    try {
        return call();
    } catch (const Xapian::Error &error) {
        std::fprintf(stderr, "morgue-bench: xapian: %s\n", error.get_description().c_str());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "morgue-bench: xapian: %s\n", error.what());
    } catch (...) {
        std::fprintf(stderr, "morgue-bench: xapian: unknown trouble\n");
    }
    return failed;
}

// ---------------------------------------------------------------------------------- building

void *create_some(const char *path, size_t)
{
    return guarded<Builder *>(nullptr,
                              [&] { return new Builder(path, Xapian::TermGenerator::STEM_SOME); });
}

void *create_all(const char *path, size_t)
{
    return guarded<Builder *>(nullptr,
                              [&] { return new Builder(path, Xapian::TermGenerator::STEM_ALL); });
}

std::string to_string(mrg_text text)
{
    return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

// What article_body() does, for strings.
std::string join_body(const mrg_article *article)
{
    std::string body = to_string(article->deck);
    auto append = [&body](mrg_text paragraph) {
        body += body.empty() || paragraph.size == 0 ? "" : "\n\n";
        body += to_string(paragraph);
    };
    append(article->body);
    for (size_t i = 0; i < article->captions.count; i++)
        append(article->captions.items[i]);
    return body;
}

void add_document(Builder &builder, const mrg_article *article)
{
    Xapian::Document document;
    std::string headline = to_string(article->headline);
    std::string body = join_body(article);
    builder.generator.set_document(document);
    builder.generator.set_termpos(0);
    builder.generator.index_text(headline);
    builder.generator.increase_termpos(field_gap);
    builder.generator.index_text(body);
    document.set_data(headline + "\n\n" + body);
    builder.database.add_document(document);
}

bool add(void *builder, const mrg_article *article)
{
    return guarded(false, [&] {
        add_document(*static_cast<Builder *>(builder), article);
        return true;
    });
}

bool finish(void *context)
{
    std::unique_ptr<Builder> builder(static_cast<Builder *>(context));
    return guarded(false, [&] {
        builder->database.commit();
        builder->database.close();
        return true;
    });
}

// --------------------------------------------------------------------------------- searching

void *open_some(const char *path)
{
    return guarded<Index *>(nullptr, [&] { return new Index(path, false); });
}

void *open_all(const char *path)
{
    return guarded<Index *>(nullptr, [&] { return new Index(path, true); });
}

void close_index(void *index)
{
    delete static_cast<Index *>(index);
}

std::string term_of(const Index &index, enum query_kind kind, const char *word)
{
    if (index.has_all_stemmed)
        return index.stem(word);
    return kind == KIND_PHRASE ? word : "Z" + index.stem(word);
}

Xapian::Query make_query(const Index &index, enum query_kind kind, const struct bench_query &query)
{
    static const Xapian::Query::op operators[KIND_COUNT] = {
        Xapian::Query::OP_OR, Xapian::Query::OP_AND, Xapian::Query::OP_OR,
        Xapian::Query::OP_PHRASE};
    std::vector<std::string> terms;
    for (size_t i = 0; i < query.count; i++)
        terms.push_back(term_of(index, kind, query.words[i]));
    return Xapian::Query(operators[kind], terms.begin(), terms.end());
}

void *prepare(void *index, enum query_kind kind, const struct bench_query *query)
{
    return guarded<Xapian::Query *>(nullptr, [&] {
        return new Xapian::Query(make_query(*static_cast<Index *>(index), kind, *query));
    });
}

void release(void *prepared)
{
    delete static_cast<Xapian::Query *>(prepared);
}

void search(Index &index, const Xapian::Query &query, bool exact_total, struct answer *answer)
{
    Xapian::Enquire enquire(index.database);
    enquire.set_query(query);
    Xapian::doccount look_at = exact_total ? index.database.get_doccount() : 0;
    Xapian::MSet found = enquire.get_mset(0, TOP_K, look_at);
    answer->count = 0;
    for (Xapian::MSetIterator hit = found.begin(); hit != found.end(); ++hit)
        answer->hits[answer->count++] = *hit - 1;
    answer->total = found.get_matches_estimated();
}

bool run(void *index, void *prepared, bool exact_total, struct answer *answer)
{
    return guarded(false, [&] {
        search(*static_cast<Index *>(index), *static_cast<Xapian::Query *>(prepared), exact_total,
               answer);
        return true;
    });
}

} // namespace

const struct engine engine_xapian = {
    "xapian",    "Xapian: TermGenerator with English stems as it comes, positions, text as data",
    create_some, add,
    finish,      open_some,
    prepare,     run,
    release,     close_index,
    nullptr,     false};

const struct engine engine_xapian_all = {
    "xapian-all", "Xapian: TermGenerator that keeps stems only, with positions, text as data",
    create_all,   add,
    finish,       open_all,
    prepare,      run,
    release,      close_index,
    nullptr,      false};
