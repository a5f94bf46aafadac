#!/bin/sh
# Installs a small program beside your printer that connects it to a portal, so that apps can reach it from anywhere.
#
#   curl -fsSL PORTAL/connector.sh | sh                       installs it, or updates it
#   curl -fsSL PORTAL/connector.sh | sh -s -- --uninstall     removes all of it
#   curl -fsSL PORTAL/connector.sh | sh -s -- --help          shows the other options
#
# What it does: it downloads the program (and Node, where there is none), looks which printers are on this computer,
# and starts the program as a service that is not root. It writes to /opt/printer-connector,
# /var/lib/printer-connector and one unit of systemd, or below ~/.local and ~/.config without root, and nowhere else.
# All of it is in functions, and the last line alone calls one: a download that was cut short does nothing.

# shellcheck disable=SC1112,SC2005,SC2116,SC2034,SC2015,SC2100,SC2016,SC2046,SC2086
main() {
set -eu
umask 022
portal=@PORTAL@
program_sha256=@PROGRAM_SHA256@
name=printer-connector

# What it says is in the language of this computer's locale, or of --lang where that is given.
wanted=${LC_ALL:-${LC_MESSAGES:-${LANG-}}} asked='' before=''
for word; do
  case $before in --lang | --language) asked=$word wanted=$word ;; esac
  case $word in --lang=* | --language=*) asked=${word#*=} wanted=${word#*=} ;; esac
  before=$word
done
choose_texts

# A text by its key; then names and values of what it holds in braces.
t() {
  eval "text=\$text_$1"
  shift
  while [ $# -gt 1 ]; do
    hole="{$1}"
    case $text in *"$hole"*) text=${text%%"$hole"*}$2${text#*"$hole"} ;; esac
    shift 2
  done
  printf '%s\n' "$text"
}
say() { printf '%s\n' "$*" >&2; }
tell() { t "$@" >&2; }
die() { tell "$@"; exit 1; }
# A word for a shell, whatever is in it.
quote() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

# The token of the page you copied the line from, if it gave one. No program that is started below gets to see it.
token=${SETUP-}
unset SETUP

# 1. What is wanted
uninstall='' ca='' printers=''
while [ $# -gt 0 ]; do
  case $1 in
    --help)
      tell help portal "$portal" languages "$languages"
      return 0 ;;
    --uninstall) uninstall=yes; shift ;;
    --lang=* | --language=*) shift ;;
    --ca | --printer | --lang | --language)
      [ $# -ge 2 ] || die needsValue option "$1"
      case $1 in
        --ca)
          ca=$(cd "$(dirname "$2")" 2>/dev/null && pwd)/$(basename "$2")
          [ -r "$ca" ] || die unreadable file "$2" ;;
        --printer)
          case $2 in
            *[!][A-Za-z0-9.:/_-]*) die noAddress ;;
          esac
          printers="$printers $2" ;;
      esac
      shift 2 ;;
    *) die noOption option "$1" ;;
  esac
done
[ -z "$asked" ] || [ -n "$known" ] || die noLanguage languages "$languages"

# 2. Where it goes: of the computer as root, else of this account
if [ "$(id -u)" = 0 ]; then
  program=/opt/$name state=/var/lib/$name unit=/etc/systemd/system/$name.service
  user_line="User=$name" target=multi-user.target protect_home=yes
  log="journalctl -u $name -n 20"
  control() { systemctl "$@"; }
else
  [ -n "${HOME-}" ] && [ -d "$HOME" ] && [ -w "$HOME" ] ||
    die noHome
  program=$HOME/.local/share/$name state=$HOME/.local/share/$name/state
  unit=$HOME/.config/systemd/user/$name.service
  user_line='' target=default.target protect_home=read-only
  log="journalctl --user -u $name -n 20"
  # After su and sudo -u this is missing, or another's; systemd of this account is there all the same.
  [ -w "${XDG_RUNTIME_DIR-}" ] || XDG_RUNTIME_DIR=/run/user/$(id -u)
  export XDG_RUNTIME_DIR
  control() { systemctl --user "$@"; }
fi
case $program in *[!A-Za-z0-9./_@+-]*) die folderName folder "$program" ;; esac
has_systemd() { [ -d /run/systemd/system ] && command -v systemctl >/dev/null && control show-environment >/dev/null 2>&1; }

# What lies in the state folder is for its user to arrange, links too. So root does nothing there: this runs a command
# as that user, with nothing of root's environment and no terminal that it could enter commands into.
as_user() {
  [ "$(id -u)" = 0 ] || { "$@"; return; }
  uid=$(id -u $name) gid=$(id -g $name)
  set -- env -i PATH="$PATH" "$@"
  if setpriv --reuid "$uid" --regid "$gid" --clear-groups true 2>/dev/null; then
    set -- setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs "$@"
  elif command -v runuser >/dev/null; then
    set -- runuser -u $name -- "$@"
  else
    line=''
    for word; do line="$line $(quote "$word")"; done
    set -- su -s /bin/sh $name -c "$line"
  fi
  (cd / && exec setsid "$@")
}

# The processes that run the program, and as root all that its user runs. What is in a container has another root
# folder; what this account may not end is another's.
running() {
  {
    grep -lszxF "$program/connector.mjs" /proc/[0-9]*/cmdline | while read -r file; do
      [ "$(tr '\0' '\n' <"$file" | sed -n 2p)" != "$program/connector.mjs" ] || echo "${file%/cmdline}"
    done
    if [ "$(id -u)" = 0 ]; then find /proc -maxdepth 1 -name '[0-9]*' -user $name || true; fi
  } 2>/dev/null | while read -r process; do
    # shellcheck disable=SC3013
    if [ "$process/root" -ef / ] && kill -0 "${process#/proc/}" 2>/dev/null; then echo "${process#/proc/}"; fi
  done
}
# Ends them, and waits until they are gone.
end_program() {
  for signal in TERM 0 0 0 0 KILL 0 0; do
    processes=$(running)
    [ -n "$processes" ] || return 0
    kill -$signal $processes 2>/dev/null || true
    sleep 1
  done
  [ -z "$(running)" ]
}

# An install of somebody else, which this run leaves alone.
find_others() {
  if [ "$(id -u)" = 0 ]; then
    for home in /home/*; do
      if [ -e "$home/.local/share/$name" ]; then
        t otherHome home "$home"
      fi
    done
  elif [ -e /opt/$name ] || [ -e /etc/systemd/system/$name.service ]; then
    t rootsOwn
    echo "  curl -fsSL $portal/connector.sh | sudo sh -s -- --uninstall"
  fi
}

if [ -n "$uninstall" ]; then
  others=$(find_others)
  if ! { [ -e "$program" ] || [ -e "$unit" ] || [ -e "$state" ] || [ -n "$(running)" ] ||
    { [ "$(id -u)" = 0 ] && id $name >/dev/null 2>&1; }; }; then
    [ -z "$others" ] || { say "$(t noneOfAccount) $others"; exit 1; }
    tell none
    return 0
  fi
  if has_systemd; then control disable --now $name >/dev/null 2>&1 || true
  elif [ -d /run/systemd/system ] && [ -e "$unit" ]; then
    tell noSystemd
  fi
  end_program || die stillRunsKept processes "$(echo $(running))"
  rm -rf "$program" "$state" && rm -f "$unit" "${unit%/*}/$target.wants/$name.service" ||
    die notAllRemoved
  if has_systemd; then control daemon-reload || true; fi
  if [ "$(id -u)" = 0 ] && id $name >/dev/null 2>&1; then
    why=$(userdel $name 2>&1) || die userStays user $name why "$why"
  fi
  [ -r /proc/self/cmdline ] || tell unseen
  tell removed
  [ -z "$others" ] || say "$others"
  return 0
fi

# A computer's connector belongs to one portal; it never moves to another by itself.
if [ -r "$program/portal" ] && [ "$(cat "$program/portal")" != "$portal" ]; then
  die otherPortal portal "$(cat "$program/portal")"
fi

# 3. Download
# Whether a host, with or without its port, is this machine or an address of a home: a whole address, not a name that
# begins like one.
is_near() {
  case $1 in
    */*) return 1 ;;
    \[*\] | \[*\]:*) host=${1%%]*}] port=${1#*]} ;;
    *) host=${1%%:*} port=${1#"${1%%:*}"} ;;
  esac
  case ${port#:} in *[!0-9]*) return 1 ;; esac
  case $host in
    localhost | *[!.].localhost | '[::1]') return 0 ;;
    \[*[!0-9a-f:]*\] | [!\[]*[!0-9.]*) return 1 ;;
    127.* | 10.* | 192.168.* | 172.1[6-9].* | 172.2[0-9].* | 172.3[01].* | 169.254.*) return 0 ;;
    192.0.2.* | 198.51.100.* | 203.0.113.*) return 0 ;;
    \[f[cd][0-9a-f][0-9a-f]:* | \[fe[89ab][0-9a-f]:*) return 0 ;;
  esac
  return 1
}
case $portal in
  *[!][A-Za-z0-9.:/_-]*) die badPortal portal "$portal" ;;
  https://*) proto='=https' ;;
  http://*)
    proto='=http'
    is_near "${portal#http://}" ||
      die unencrypted portal "$portal" ;;
  *) die unencrypted portal "$portal" ;;
esac
if command -v curl >/dev/null; then
  # shellcheck disable=SC2086
  get() { curl -fsS --proto "$proto" ${ca:+--cacert "$ca"} -o "$2" -- "$portal$1"; }
elif command -v wget >/dev/null; then
  get() { wget -q ${ca:+--ca-certificate="$ca"} -O "$2" "$portal$1"; }
else
  die noDownload
fi
for tool in sha256sum mktemp sed; do
  command -v $tool >/dev/null || die noTool tool $tool
done
work=$(mktemp -d) || die noRoom folder "${TMPDIR:-/tmp}"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
is_whole() { [ "$(sha256sum <"$1" | cut -d ' ' -f 1)" = "$2" ]; }
get /connector.mjs "$work/connector.mjs" || die unreachable portal "$portal"
is_whole "$work/connector.mjs" "$program_sha256" ||
  die notWhole portal "$portal"

# 4. Node 18 or later: the computer's own, Debian's, or one that the portal keeps
# A service of the computer sees nobody's home, so a Node that lies there does not count for it.
usable() {
  case $1 in
    /root/* | /home/*) [ "$(id -u)" != 0 ] || return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
  "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 && require("util").parseArgs ? 0 : 1)' 2>/dev/null
}
find_node() {
  for node in "$(command -v node || true)" "$(command -v nodejs || true)" /usr/bin/node "$program/node"; do
    if usable "$node"; then return 0; fi
  done
  return 1
}
debian_node() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  apt-get update -qq >/dev/null 2>&1 || true
  major=$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9]*:\)\{0,1\}\([0-9]*\)\..*/\2/p')
  [ "${major:-0}" -ge 18 ] || return 1
  tell debianNode
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs </dev/null >/dev/null 2>&1
}
portal_node() {
  case $(uname -sm) in
    'Linux x86_64') arch=x64 sha=@NODE_X64_SHA256@ ;;
    'Linux aarch64') arch=arm64 sha=@NODE_ARM64_SHA256@ ;;
    'Linux armv7l') arch=armv7l sha=@NODE_ARMV7L_SHA256@ ;;
    *) return 1 ;;
  esac
  # A computer of 64 bits may have a system of 32.
  if [ $arch = arm64 ] && [ "$(getconf LONG_BIT 2>/dev/null)" = 32 ]; then arch=armv7l sha=@NODE_ARMV7L_SHA256@; fi
  [ -n "$sha" ] || return 1
  tell portalNode
  get "/connector/node-$arch.gz" "$work/node.gz" && is_whole "$work/node.gz" "$sha" &&
    gzip -d "$work/node.gz" && chmod 755 "$work/node" && usable "$work/node"
}
if find_node; then :
elif debian_node && find_node; then :
elif portal_node; then node=$work/node
elif [ "$(id -u)" = 0 ]; then
  die noNodeRoot
else
  die noNode
fi

# 5. The printers: those of this computer, unless they were given
set --
for printer in $printers; do set -- "$@" --printer "$printer"; done
"$node" "$work/connector.mjs" --choose --lang $language "$@" >"$work/printers" || die nothing

# 6. The token goes into a file that only its owner reads, is shown, and is gone once the printer has presented it
if [ -n "$token" ]; then
  (umask 077; printf '%s\n' "$token" >"$work/setup-token")
  checked=0
  "$node" "$work/connector.mjs" --check-setup "$work/setup-token" --lang $language --portal "$portal" \
    ${ca:+--ca "$ca"} || checked=$?
  # The line that installed it updates it, too: 6 is a token that was used.
  if [ $checked = 6 ] && [ -e "$program/connector.mjs" ]; then
    tell updated
    token=''
  elif [ $checked != 0 ]; then
    die nothing
  fi
fi

# 7. Install
mkdir -p "$program" "$state" "$(dirname "$unit")" 2>/dev/null && [ -w "$program" ] && [ -w "$(dirname "$unit")" ] ||
  die unwritable folder "$program"
if [ "$(id -u)" = 0 ] && ! id $name >/dev/null 2>&1; then
  useradd --system --home-dir "$state" --no-create-home --shell /usr/sbin/nologin $name ||
    { rmdir "$program" "$state"; die noUser user $name; }
fi
if has_systemd; then
  control stop $name >/dev/null 2>&1 || true
  # One that was started by hand would connect as the same printer.
  end_program || die stillRunsOld processes "$(echo $(running))"
fi
# The first time alone: later its user decides what is in there. "/." is for a folder that was moved, with a link to it.
if [ "$(id -u)" = 0 ] && [ -z "$(find "$state/." -prune -user $name)" ]; then chown -hR $name "$state/."; fi
chmod 700 "$state"
# Beside the old one first: what is there stays whole until the new one is.
for file in connector.mjs node; do
  [ -f "$work/$file" ] || continue
  cp "$work/$file" "$program/$file.new"
  [ $file != node ] || chmod 755 "$program/$file.new"
  mv "$program/$file.new" "$program/$file"
done
if [ "$node" = "$work/node" ]; then node=$program/node; fi
printf '%s\n' "$portal" >"$program/portal"
if [ -n "$ca" ]; then cp "$ca" "$program/ca.pem"; fi
run="$node $program/connector.mjs --portal $portal --dir $state"
if [ -f "$program/ca.pem" ]; then run="$run --ca $program/ca.pem"; fi
if [ $language != en ]; then run="$run --lang $language"; fi
set --
while read -r printer; do run="$run --printer $printer"; set -- "$@" --printer "$printer"; done <"$work/printers"
if [ -n "$token" ]; then
  as_user sh -c 'umask 077; set -C; rm -f "$1" && cat >"$1"' sh "$state/setup-token" <"$work/setup-token" ||
    tell noToken folder "$state"
fi
as_user find "$state" -name status.json -exec rm -f {} + </dev/null 2>&1 || true
cat >"$unit" <<UNIT
@UNIT@
UNIT

# 8. Start
if has_systemd; then
  control daemon-reload
  control enable --now $name >/dev/null 2>&1 || die noStart name $name
  if [ "$(id -u)" != 0 ] && ! loginctl enable-linger >/dev/null 2>&1; then
    tell linger user "$(id -un)"
  fi
  # What it says about itself; 20 seconds at most. Control characters are commands to a terminal.
  shown=0
  as_user "$node" "$program/connector.mjs" --show --lang $language --portal "$portal" --dir "$state" "$@" \
    </dev/null >"$work/shown" 2>&1 || shown=$?
  tr -d '\000-\010\013-\037\177' <"$work/shown" >&2
  control is-active --quiet $name || shown=stopped
  case $shown in
    0) tell well ;;
    4) tell offline log "$log" ;;
    *) die silent log "$log" ;;
  esac
else
  processes=$(running)
  [ -z "$processes" ] || tell oldRuns processes "$(echo $processes)"
  tell byHand
  if [ "$(id -u)" = 0 ]; then say "  su -s /bin/sh $name -c $(quote "$run")"; else say "  $run"; fi
fi
}

# The sentences of what is above, in each language: nothing is done here.
choose_texts() {
@TEXTS@
}

# In braces, which a download that ends within this line does not close.
{ main "$@"; }
