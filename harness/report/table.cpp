#include "harness/report/table.h"

#include <algorithm>

#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kGap = 2;         // blanks before each column
constexpr std::size_t kNarrowest = 28;  // of the scenarios' own column

// Clients that stand side by side, and how wide everything is.
struct Block {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t labels = 0;
    std::size_t options = 0;
    std::size_t cells = 0;  // of each client: all are as wide as the widest
};

bool is_in(const MatrixRow& row, const Block& block) {
    for (auto i = block.begin; i < block.end; ++i)
        if (row.cells[i]) return true;
    return false;
}

// As many clients as find room from `begin` on, but at least one.
Block block_from(const Matrix& matrix, std::size_t begin) {
    Block block{.begin = begin, .end = matrix.clients.size()};
    for (const auto& client : matrix.clients) block.cells = std::max(block.cells, width(client));
    for (const auto& row : matrix.rows) {
        block.options = std::max(block.options, width(row.options));
        for (const auto* cell : row.cells)
            if (cell) block.cells = std::max(block.cells, width(cell_text(*cell)));
    }
    const auto left = kPage - std::min(kPage, kNarrowest + kGap + block.options);
    const auto room = std::max<std::size_t>(1, left / (kGap + block.cells));
    block.end = std::min(matrix.clients.size(), begin + room);

    for (const auto& row : matrix.rows)
        if (is_in(row, block)) block.labels = std::max(block.labels, kGap + width(row.label));
    const auto others = kGap + block.options + (block.end - block.begin) * (kGap + block.cells);
    block.labels = std::min(block.labels, kPage - std::min(others, kPage - kNarrowest));
    return block;
}

std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::string head(const Matrix& matrix, const Block& block, const Paint& paint) {
    std::string out(block.labels + kGap + block.options, ' ');
    for (auto i = block.begin; i < block.end; ++i)
        out += std::string(kGap, ' ') + padded(matrix.clients[i], block.cells);
    return paint.bold(trimmed(std::move(out))) + '\n';
}

std::string line(const MatrixRow& row, bool first, const Block& block, const Paint& paint) {
    auto out = std::string(kGap, ' ') + (first ? fitted_id(row.label, block.labels - kGap) : "");
    out =
        padded(out, block.labels) + std::string(kGap, ' ') + paint.faint(padded(row.options, block.options));
    for (auto i = block.begin; i < block.end; ++i) {
        const auto* cell = row.cells[i];
        const auto text = padded(cell ? cell_text(*cell) : "-", block.cells);
        out += std::string(kGap, ' ');
        out += cell ? paint(cell->judgement.verdict, text) : paint.faint(text);
    }
    return trimmed(std::move(out)) + '\n';
}

std::string block_text(const Matrix& matrix, const Block& block, const Paint& paint) {
    auto out = head(matrix, block, paint);
    const MatrixRow* before = nullptr;
    for (const auto& row : matrix.rows) {
        if (!is_in(row, block)) continue;
        const bool new_phase = !before || before->phase != row.phase;
        if (new_phase) out += paint.bold(printable(row.phase)) + '\n';
        out += line(row, new_phase || before->label != row.label, block, paint);
        before = &row;
    }
    return out;
}

}  // namespace

std::string table_text(const Matrix& matrix, const Paint& paint) {
    std::string out;
    for (std::size_t begin = 0; begin < matrix.clients.size();) {
        const auto block = block_from(matrix, begin);
        if (!out.empty()) out += '\n';
        out += block_text(matrix, block, paint);
        begin = block.end;
    }
    return out;
}

}  // namespace badrdp::harness
