#!/bin/sh
# Prints the path of a Python that is new enough for this course, preferably one that it has been
# tried with, or says what to install. `make lab PYTHON=…` names one.

for below in '(3, 15)' '(4,)'; do
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c "import sys; sys.exit(not (3, 11) <= sys.version_info < $below)" 2>/dev/null
        then
            command -v "$name"
            exit 0
        fi
    done
done

found=$("${PYTHON:-python3}" --version 2>&1) || found="no ${PYTHON:-python3}"
mac=$(defaults read -g AppleLanguages 2>/dev/null | tr -d ' ("\n')
case ${COURSE_LANG:-${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-$mac}}}}} in
[jJ][aA]*)
    cat >&2 <<END
Python 3.11 以上が必要ですが、このコンピューターで見つかったのは「$found」です。https://www.python.org/downloads/ から新しい Python をインストールし（Debian・Ubuntu では sudo apt install python3 python3-venv、macOS では brew install python でも入ります）、もう一度同じコマンドを実行してください。
END
    ;;
*)
    cat >&2 <<END
This course needs Python 3.11 or newer, but this computer offers: $found. Install a newer Python from https://www.python.org/downloads/ (on Debian and Ubuntu: sudo apt install python3 python3-venv; on macOS: brew install python), then run the same command again.
END
    ;;
esac
exit 1
