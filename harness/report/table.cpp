#include "harness/report/table.h"

#include <algorithm>

#include "harness/report/text.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kGap = 2;         // blanks before each column
constexpr std::size_t kNarrowest = 28;  // of the scenarios' own column

// Columns of the matrix that stand side by side.
struct Block {
    std::size_t begin = 0;
    std::vector<std::size_t> widths;

    std::size_t end() const { return begin + widths.size(); }
    // Where a column's text begins, counted from the end of the scenarios' column; of end(): how wide all
    // are.
    std::size_t start(std::size_t column) const {
        std::size_t sum = 0;
        for (std::size_t i = begin; i < column; ++i) sum += kGap + widths[i - begin];
        return column == end() ? sum : sum + kGap;
    }
};

std::size_t column_width(const Matrix& matrix, std::size_t column) {
    auto widest = width(matrix.columns[column].options);
    for (const auto& row : matrix.rows)
        if (const auto* cell = row.cells[column]) widest = std::max(widest, width(cell_text(*cell)));
    return widest;
}

// The columns of one client share its name above them: the last of them makes room for what is left of it.
void make_room_for_names(const Matrix& matrix, Block& block) {
    for (std::size_t i = block.begin; i < block.end();) {
        const auto& client = matrix.columns[i].client;
        const auto from = i;
        while (i < block.end() && matrix.columns[i].client == client) ++i;
        const auto room = block.start(i - 1) + block.widths[i - 1 - block.begin] - block.start(from);
        if (room < width(client)) block.widths[i - 1 - block.begin] += width(client) - room;
    }
}

// The same block with the columns from its end up to `end`.
Block grown(const Matrix& matrix, Block block, std::size_t end) {
    while (block.end() < end) block.widths.push_back(column_width(matrix, block.end()));
    make_room_for_names(matrix, block);
    return block;
}

bool fits(const Block& block) { return kNarrowest + block.start(block.end()) <= kPage; }

// The columns of one client stay side by side if a page can hold them.
std::vector<Block> blocks_of(const Matrix& matrix) {
    std::vector<Block> blocks;
    const auto take = [&](std::size_t begin, std::size_t end) {
        const auto alone = grown(matrix, {begin, {}}, end);
        if (!blocks.empty()) {
            if (auto wider = grown(matrix, blocks.back(), end); fits(wider)) {
                blocks.back() = std::move(wider);
                return true;
            }
        }
        // One column alone must do, however wide it is.
        const bool enough = fits(alone) || end - begin == 1;
        if (enough) blocks.push_back(alone);
        return enough;
    };
    for (std::size_t begin = 0; begin < matrix.columns.size();) {
        auto end = begin;
        while (end < matrix.columns.size() && matrix.columns[end].client == matrix.columns[begin].client)
            ++end;
        if (!take(begin, end))
            for (auto column = begin; column < end; ++column) take(column, column + 1);
        begin = end;
    }
    return blocks;
}

std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::string head(const Matrix& matrix, const Block& block, std::size_t labels, const Paint& paint) {
    std::string clients, options;
    std::string_view before;
    for (std::size_t i = block.begin; i < block.end(); ++i) {
        const auto& column = matrix.columns[i];
        if (column.client != before) clients = padded(clients, labels + block.start(i)) + column.client;
        options = padded(options, labels + block.start(i)) + column.options;
        before = column.client;
    }
    return paint.bold(clients) + '\n' + paint.faint(options) + '\n';
}

std::string line(const MatrixRow& row, const Block& block, std::size_t labels, const Paint& paint) {
    auto out = padded(std::string(kGap, ' ') + fitted_id(row.label, labels - kGap), labels);
    for (std::size_t i = block.begin; i < block.end(); ++i) {
        const auto* cell = row.cells[i];
        const auto text = padded(cell ? cell_text(*cell) : "-", block.widths[i - block.begin]);
        out += std::string(kGap, ' ');
        out += cell ? paint(cell->judgement.verdict, text) : paint.faint(text);
    }
    return trimmed(std::move(out)) + '\n';
}

std::string block_text(const Matrix& matrix, const Block& block, const Paint& paint) {
    std::vector<const MatrixRow*> rows;
    std::size_t labels = 0;
    for (const auto& row : matrix.rows) {
        bool played = false;
        for (std::size_t i = block.begin; i < block.end(); ++i) played = played || row.cells[i] != nullptr;
        if (!played) continue;
        rows.push_back(&row);
        labels = std::max(labels, kGap + width(row.label));
    }
    const auto others = block.start(block.end());
    labels = std::min(labels, kPage - std::min(others, kPage - kNarrowest));

    auto out = head(matrix, block, labels, paint);
    std::string_view phase;
    for (const auto* row : rows) {
        if (row->phase != phase) out += paint.bold(row->phase) + '\n';
        phase = row->phase;
        out += line(*row, block, labels, paint);
    }
    return out;
}

}  // namespace

std::string table_text(const Matrix& matrix, const Paint& paint) {
    std::string out;
    for (const auto& block : blocks_of(matrix)) {
        if (!out.empty()) out += '\n';
        out += block_text(matrix, block, paint);
    }
    return out;
}

}  // namespace badrdp::harness
