// A value that many have and nobody changes: a copy of it costs a counter.
#pragma once

#include <memory>
#include <utility>

namespace badrdp::wire {

template <class T>
class Shared {
public:
    Shared() : Shared(T{}) {}
    Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}

    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }

private:
    std::shared_ptr<const T> value_;
};

}  // namespace badrdp::wire
