# shellcheck shell=bash disable=SC2034
# Sourced by demo.sh and test.sh: the packages of Debian that a build needs, and getting them.

build_packages=(build-essential g++ cmake ninja-build pkg-config libxapian-dev zlib1g-dev
  libdeflate-dev libutf8proc-dev libsimdjson-dev)

# Print the packages among the arguments that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      printf '%s\n' "$package"
    fi
  done
}

# Install what is missing of the packages named, as root or through sudo.
need_packages() {
  local missing as_root=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not Debian; the build needs what these packages hold: $*" >&2
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and neither root nor sudo is here to install them:" >&2
      echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}" >&2
  # sudo drops the environment, so the setting goes behind it.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
    --no-install-recommends "${missing[@]}" >&2
}
