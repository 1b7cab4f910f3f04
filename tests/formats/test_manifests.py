"""What manifests declare: names as the registry compares them, ranges as written, each at its place."""

from __future__ import annotations

import time

import pytest

from conflictscan import formats
from tests.formats.reading import at, keys, read, wanted

NPM = """\
{
  "name": "web",
  "workspaces": ["packages/*"],
  "dependencies": {
    "react": "^18.2.0",
    "@scope/kit": "workspace:*",
    "local": "file:../local",
    "old-react": "npm:react@17.0.2",
    "kit-2": "npm:@scope/kit@^2",
    "latest": "npm:@scope/latest"
  },
  "devDependencies": {"@types/react": "18"},
  "peerDependencies": {"vue": ">=3"},
  "optionalDependencies": {"fsevents": "*"},
  "resolutions": {"lodash": "4.17.21"},
  "nested": {"dependencies": {"no": "1"}}
}
"""
COMPOSER = """\
{"require": {"php": ">=8.1", "ext-json": "*", "Symfony/Console": "^6.0"},
 "require-dev": {"phpunit/phpunit": "^10"}}
"""
CARGO = """\
[package]
name = "shop"
[dependencies]
serde_json = "1.0"
Tokio = { version = "1", features = ["full"] }
old = { package = "Rand_Core", version = "0.5" }
near = { path = "../near" }
shared.workspace = true
extra = { version = "2", optional = true }
[dependencies.regex]
version = "1.9"
[dev-dependencies]
proptest = "1"
[build-dependencies]
cc = "1"
[target.'cfg(windows)'.dependencies]
winapi = "0.3"
[workspace.dependencies]
anyhow = "1"
[patch.crates-io]
libc = { git = "https://example.org/libc" }
"""
GO = """\
module example.org/shop

go 1.22

require golang.org/x/sync v0.6.0
require (
\tgithub.com/Azure/go-autorest v14.2.0+incompatible // a comment
\tgithub.com/gin-gonic/gin/v2 v2.1.0 // indirect
\t// github.com/none/none v1.0.0
)

replace github.com/old/old => ../old
exclude (
\tgithub.com/bad/bad v1.2.3
)
"""
POM = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>3</version></parent>
  <properties><jackson.version>2.15.0</jackson.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.9</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <!-- <dependency><groupId>no</groupId><artifactId>no</artifactId></dependency> -->
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>${jackson.version}</version>
      <exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13</version><scope>test</scope></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId></dependency>
  </dependencies>
  <build><plugins><plugin><dependencies>
    <dependency><groupId>plug</groupId><artifactId>in</artifactId></dependency>
  </dependencies></plugin></plugins></build>
  <profiles><profile><id>ci</id><dependencies>
    <dependency><groupId>org.ci</groupId><artifactId>ci</artifactId><version>1</version></dependency>
  </dependencies></profile></profiles>
</project>
"""
CSPROJ = """\
<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup Condition="'$(TargetFramework)' == 'net8.0'">
    <PackageReference Include="Newtonsoft.Json" Version="13.0.3" />
    <PackageReference Include="StyleCop.Analyzers"><Version>1.1</Version>
      <PrivateAssets>all</PrivateAssets></PackageReference>
    <PackageReference Include="$(Computed)" Version="1" />
    <PackageReference Update="Other" Version="1" />
  </ItemGroup>
</Project>
"""
CENTRAL = '<Project><ItemGroup><PackageVersion Include="Dapper" Version="2.1.0" /></ItemGroup></Project>\n'
PACKAGES = """\
<packages><package id="NUnit" version="3.14" /><package id="T4" version="1" developmentDependency="true" /></packages>
"""
GRADLE = """\
plugins { id 'java' version '1.0' }
buildscript { dependencies { classpath 'org.gradle.kin:plugin:7.0' } }
dependencies {
    implementation 'com.google.guava:guava:32.1.2-jre'
    // implementation 'no:no:1'
    /* api 'no:no:2' */
    api group: 'org.slf4j', name: 'slf4j-api', version: '2.0.9'
    testImplementation("org.junit.jupiter:junit-jupiter")
    implementation(platform("org.springframework.boot:spring-boot-dependencies:3.2.0"))
    compileOnly 'org.projectlombok:lombok:1.18'
    implementation "com.acme:core:$acmeVersion"
    implementation libs.okhttp
    implementation project(':core')
    url 'https://example.org:a:b'
}
"""
CATALOG = """\
[versions]
okhttp = "4.12.0"
[libraries]
okhttp = { module = "com.squareup.okhttp3:okhttp", version.ref = "okhttp" }
guava = "com.google.guava:guava:32.1.2-jre"
slf4j = { group = "org.slf4j", name = "slf4j-api", version = "2.0.9" }
[plugins]
kotlin = { id = "org.jetbrains.kotlin.jvm", version = "1.9" }
"""
GEMFILE = """\
source "https://rubygems.org"
ruby "3.2.2"
gem "rails", "~> 7.1", ">= 7.1.2"
gem 'pg'
# gem "no"
gem "sidekiq-cron", require: "sidekiq/cron"
gem "bullet", group: :development
group :development, :test do
  gem "rspec-rails", "~> 6"
  platforms :mri do
    gem "byebug"
  end
end
gem "puma"
if ENV["CI"]
  gem "simplecov", require: false
end
gem "last"
"""
GEMSPEC = """\
Gem::Specification.new do |spec|
  spec.name = "shop"
  spec.add_dependency "rack", ">= 2.2", "< 4"
  spec.add_runtime_dependency("zeitwerk", "~> 2.6")
  spec.add_development_dependency 'rake', '~> 13.0'
end
"""
ROWS = {
    "package.json": (
        "npm",
        NPM,
        [
            ("react", "^18.2.0", "main"),
            ("@scope/kit", "workspace:*", "main"),
            ("local", "file:../local", "main"),
            ("react", "17.0.2", "main"),
            ("@scope/kit", "^2", "main"),
            ("@scope/latest", "", "main"),
            ("@types/react", "18", "dev"),
            ("vue", ">=3", "peer"),
            ("fsevents", "*", "optional"),
            ("lodash", "4.17.21", "constraint"),
        ],
    ),
    "composer.json": (
        "composer",
        COMPOSER,
        [("symfony/console", "^6.0", "main"), ("phpunit/phpunit", "^10", "dev")],
    ),
    "Cargo.toml": (
        "crates",
        CARGO,
        [
            ("serde-json", "1.0", "main"),
            ("tokio", "1", "main"),
            ("rand-core", "0.5", "main"),
            ("near", "", "main"),
            ("shared", "workspace", "main"),
            ("extra", "2", "optional"),
            ("regex", "1.9", "main"),
            ("proptest", "1", "dev"),
            ("cc", "1", "build"),
            ("anyhow", "1", "constraint"),
            ("winapi", "0.3", "optional"),
            ("libc", "", "constraint"),
        ],
    ),
    "go.mod": (
        "go",
        GO,
        [
            ("golang.org/x/sync", "v0.6.0", "main"),
            ("github.com/Azure/go-autorest", "v14.2.0+incompatible", "main"),
            ("github.com/gin-gonic/gin/v2", "v2.1.0", "indirect"),
            ("github.com/old/old", "=> ../old", "constraint"),
            ("github.com/bad/bad", "v1.2.3", "constraint"),
        ],
    ),
    "pom.xml": (
        "maven",
        POM,
        [
            ("org.example:parent", "3", "parent"),
            ("com.fasterxml.jackson.core:jackson-databind", "${jackson.version}", "main"),
            ("junit:junit", "4.13", "test"),
            ("org.slf4j:slf4j-api", "", "main"),
            ("org.slf4j:slf4j-api", "2.0.9", "constraint"),
            ("org.ci:ci", "1", "optional:ci"),
        ],
    ),
    "src/Shop.csproj": (
        "nuget",
        CSPROJ,
        [("newtonsoft.json", "13.0.3", "main"), ("stylecop.analyzers", "1.1", "dev")],
    ),
    "Directory.Packages.props": ("nuget", CENTRAL, [("dapper", "2.1.0", "constraint")]),
    "packages.config": ("nuget", PACKAGES, [("nunit", "3.14", "main"), ("t4", "1", "dev")]),
    "app/build.gradle": (
        "maven",
        GRADLE,
        [
            ("org.gradle.kin:plugin", "7.0", "build"),
            ("com.google.guava:guava", "32.1.2-jre", "main"),
            ("org.slf4j:slf4j-api", "2.0.9", "main"),
            ("org.junit.jupiter:junit-jupiter", "", "test"),
            ("org.springframework.boot:spring-boot-dependencies", "3.2.0", "constraint"),
            ("org.projectlombok:lombok", "1.18", "provided"),
            ("com.acme:core", "$acmeVersion", "main"),
        ],
    ),
    "gradle/libs.versions.toml": (
        "maven",
        CATALOG,
        [
            ("com.squareup.okhttp3:okhttp", "4.12.0", "constraint"),
            ("com.google.guava:guava", "32.1.2-jre", "constraint"),
            ("org.slf4j:slf4j-api", "2.0.9", "constraint"),
        ],
    ),
    "Gemfile": (
        "gems",
        GEMFILE,
        [
            ("rails", "~> 7.1, >= 7.1.2", "main"),
            ("pg", "", "main"),
            ("sidekiq-cron", "", "main"),
            ("bullet", "", "dev"),
            ("rspec-rails", "~> 6", "dev"),
            ("byebug", "", "optional"),
            ("puma", "", "main"),
            ("simplecov", "", "optional"),
            ("last", "", "main"),
        ],
    ),
    "shop.gemspec": (
        "gems",
        GEMSPEC,
        [("rack", ">= 2.2, < 4", "main"), ("zeitwerk", "~> 2.6", "main"), ("rake", "~> 13.0", "dev")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", ROWS)
def test_requirements_of_a_manifest(path: str) -> None:
    ecosystem, text, rows = ROWS[path]
    facts = read(path, text)
    assert wanted(facts) == rows
    assert {row.ecosystem for row in facts.requirements} == {ecosystem}
    assert facts.syntax_errors == ()


@pytest.mark.parametrize("form", ["plain", "mark", "CRLF"])
@pytest.mark.parametrize("path", ROWS)
def test_a_requirement_is_where_it_is_written(path: str, form: str) -> None:
    text = ROWS[path][1].encode()
    source = {"plain": text, "mark": b"\xef\xbb\xbf" + text, "CRLF": text.replace(b"\n", b"\r\n")}[form]
    facts = read(path, source)
    assert wanted(facts) == ROWS[path][2]
    for row in facts.requirements:
        last = (row.alias or row.name).rpartition(":")[2].replace("_", "-").lower()
        assert last in at(row.span, source).replace("_", "-").lower()


@pytest.mark.parametrize(
    ("path", "aliases"),
    [
        ("package.json", {"old-react": "react", "kit-2": "@scope/kit", "latest": "@scope/latest"}),
        ("Cargo.toml", {"old": "rand-core"}),
        (
            "gradle/libs.versions.toml",
            {
                "okhttp": "com.squareup.okhttp3:okhttp",
                "guava": "com.google.guava:guava",
                "slf4j": "org.slf4j:slf4j-api",
            },
        ),
        ("Gemfile", {"sidekiq/cron": "sidekiq-cron"}),
    ],
)
def test_what_code_calls_by_another_name_has_it_as_alias(path: str, aliases: dict[str, str]) -> None:
    assert {row.alias: row.name for row in read(path, ROWS[path][1]).requirements if row.alias} == aliases


def test_a_manifest_keeps_the_keys_of_its_format() -> None:
    assert keys(read("package.json", NPM)) == keys(read("x.json", NPM))
    assert keys(read("Cargo.toml", CARGO)) == keys(read("x.toml", CARGO))
    assert read("x.json", NPM).requirements == ()
    assert read("x.toml", CARGO).requirements == ()


def test_facts_of_a_manifest_are_not_taken_for_those_of_its_plain_format() -> None:
    """Equal bytes under two names share the blob, and must not share the cached facts."""
    manifest, plain = formats.for_path("package.json"), formats.for_path("x.json")
    assert manifest is not None
    assert plain is not None
    assert (manifest.name, manifest.version) != (plain.name, plain.version)


BOMB = '<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><project>&y;</project>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><project>&x;</project>'
DEEP = "<project>" * 100_000


@pytest.mark.parametrize(
    "text", ["", "<project>", "<a></b>", "&x;", BOMB, OUTSIDE, DEEP, '<?xml version="1.0" encoding="no"?><project/>']
)  # fmt: skip
@pytest.mark.parametrize("path", ["pom.xml", "x.csproj"])
def test_xml_that_is_broken_or_hostile_declares_nothing(path: str, text: str) -> None:
    facts = read(path, text)
    assert len(facts.syntax_errors) == 1
    assert facts.requirements == ()


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("build.gradle", "/*"),
        ("build.gradle", '\\"'),
        ("build.gradle", "implementation "),
        ("build.gradle", "implementation" + " " * 1000),
        ("build.gradle", "api group: 'a',"),
        ("Gemfile", 'gem "a", group: ['),
        ("Gemfile", "do" + " " * 1000),
        ("Gemfile", "group :a do\n"),
        ("go.mod", "require " + " " * 1000),
        ("go.mod", "require (\n"),
        ("pom.xml", "<a> </a>"),
        ("package.json", '{"dependencies":'),
    ],
)
def test_no_manifest_takes_long_to_read(path: str, unit: str) -> None:
    source = unit * (300_000 // len(unit))
    if path == "pom.xml":
        source = f"<project>{source}</project>"
    started = time.process_time()
    read(path, source)
    assert time.process_time() - started < 5
