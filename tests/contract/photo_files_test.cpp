#include "server/storage/photo_files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <thread>

#include "server/storage/database.h"
#include "tests/support/storage_faulty_disk.h"
#include "tests/support/storage_fixture.h"

namespace {

class PhotoFiles : public testing::Test {
 protected:
  support::TemporaryFolder folder_;
  storage::PhotoFiles photos_{folder_.path()};

  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      count += entry.is_regular_file();
    return count;
  }
};

TEST_F(PhotoFiles, WhatIsSavedIsReadBack) {
  const std::string bytes("\0\xff\r\nphoto\x1a", 10);
  const auto name = photos_.save(bytes, "webp");
  EXPECT_EQ(name.size(), 37U);
  EXPECT_TRUE(name.ends_with(".webp"));
  EXPECT_EQ(photos_.read(name), bytes);
  EXPECT_EQ(photos_.find(name), folder_.path() / "photos" / name.substr(0, 2) / name);
  EXPECT_EQ(storage::PhotoFiles(folder_.path()).read(name), bytes);
  const auto empty = photos_.save("", "jpg");
  EXPECT_EQ(photos_.read(empty), "");
}

TEST_F(PhotoFiles, NamesAreNeverTheSame) {
  std::set<std::string> names;
  for (int i = 0; i < 200; ++i) names.insert(photos_.save("same bytes", "jpg"));
  EXPECT_EQ(names.size(), 200U);
  EXPECT_EQ(files(), 200U);
}

TEST_F(PhotoFiles, RemovedIsGone) {
  const auto name = photos_.save("x", "jpg");
  EXPECT_TRUE(photos_.remove(name));
  EXPECT_FALSE(photos_.remove(name));
  EXPECT_FALSE(photos_.read(name));
  EXPECT_EQ(files(), 0U);
}

TEST_F(PhotoFiles, NoNameReachesAnotherFile) {
  const auto name = photos_.save("mine", "jpg");
  {
    std::ofstream secret(folder_.path() / "secret.jpg");
    secret << "secret";
  }
  std::filesystem::create_symlink(folder_.path() / "secret.jpg",
                                  folder_.path() / "photos" / "00" / "00000000000000000000000000000000.jpg");
  const auto folder = name.substr(0, 2);
  for (const auto& bad : std::vector<std::string>{"",
                                                  ".",
                                                  "..",
                                                  "../secret.jpg",
                                                  "/etc/passwd",
                                                  folder,
                                                  folder + "/" + name,
                                                  "../" + name,
                                                  "..\\secret.jpg",
                                                  name + "/",
                                                  name + std::string(1, '\0'),
                                                  name.substr(0, 32),
                                                  name.substr(0, 33),
                                                  name + ".part",
                                                  " " + name,
                                                  name + " ",
                                                  "../../../../../../../../etc/pass.d",
                                                  std::string(32, '.') + ".jpg",
                                                  std::string(32, '/') + ".jpg",
                                                  "00000000000000000000000000000000.jpg",
                                                  "0000000000000000000000000000000A.jpg",
                                                  std::string(100'000, 'a')}) {
    EXPECT_FALSE(photos_.read(bad)) << bad;
    EXPECT_FALSE(photos_.find(bad)) << bad;
    EXPECT_FALSE(photos_.remove(bad)) << bad;
  }
  EXPECT_EQ(photos_.read(name), "mine");
}

TEST_F(PhotoFiles, ExtensionsAreShortAndPlain) {
  for (const auto& bad : std::vector<std::string>{"", ".jpg", "../x", "a/b", "JPG", "jpg ", "toolong",
                                                  std::string("a\0b", 3), "é"})
    EXPECT_THROW(photos_.save("x", bad), std::invalid_argument) << bad;
  EXPECT_EQ(files(), 0U);
}

TEST_F(PhotoFiles, AFullDiskRefusesAndLeavesNothingBehind) {
  {
    const support::FileSizeLimit limit(10'000);
    try {
      photos_.save(std::string(50'000, 'x'), "jpg");
      ADD_FAILURE() << "saved beyond the limit";
    } catch (const storage::WriteFailed& error) {
      EXPECT_TRUE(error.full());
    }
    EXPECT_EQ(files(), 0U);
    EXPECT_NO_THROW(photos_.save(std::string(5'000, 'x'), "jpg"));
  }
  EXPECT_EQ(photos_.read(photos_.save(std::string(50'000, 'x'), "jpg"))->size(), 50'000U);
}

TEST_F(PhotoFiles, AFolderThatIsGoneIsAFailedWrite) {
  std::filesystem::remove_all(folder_.path() / "photos");
  try {
    photos_.save("x", "jpg");
    ADD_FAILURE() << "saved into nothing";
  } catch (const storage::WriteFailed& error) {
    EXPECT_FALSE(error.full());
  }
}

TEST_F(PhotoFiles, ManyThreadsSaveAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::vector<std::string>> names(4);
  for (std::size_t t = 0; t < names.size(); ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i)
        names[t].push_back(photos_.save(std::to_string(t * 100) + std::to_string(i), "jpg"));
    });
  for (auto& thread : threads) thread.join();
  for (std::size_t t = 0; t < names.size(); ++t)
    for (std::size_t i = 0; i < names[t].size(); ++i)
      EXPECT_EQ(photos_.read(names[t][i]), std::to_string(t * 100) + std::to_string(i));
}

}  // namespace
