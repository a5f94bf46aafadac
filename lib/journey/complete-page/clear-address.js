// Apps read the address after loading, so it stays for two seconds; then it leaves address bar and history.
setTimeout(() => history.replaceState(null, "", location.pathname), 2000);
