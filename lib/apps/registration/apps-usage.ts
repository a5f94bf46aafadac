/** How the command line is used, for people. */
export const APPS_USAGE = `Registers apps. Works while the portal runs; changes count from the next page on.

  npm run apps -- add ID --name NAME [options]    register an app
  npm run apps -- edit ID [options]               change what is given, leave the rest
  npm run apps -- disable ID                      the app cannot start or finish any more; edit ID --enable undoes it
  npm run apps -- list                            show all apps
  npm run apps -- deliveries ID                   the latest webhooks of an app, and what became of them
  npm run apps -- redeliver MESSAGE               send one of them again

Options of add and edit
  --name NAME           up to 60 characters, shown on every page
  --publisher NAME      who makes it            --website URL      --logo URL
  --return KIND         where the browser may be returned to; give it several times for several kinds:
                          exact:URL   this URL and no other, such as exact:https://app.example/connected
                          loopback    http://127.0.0.1, http://localhost and http://[::1], any port and path
                          lan         http to a private address or a .local name, any port and path
  --webhook URL         https address of the app's server that is told when a connection is made, ends, or has to pause.
                        Its signing secret (whsec_...) is printed once
  --tester EMAIL        who may use it while it is in development; several times for several people
  --verified            take away the warning on the welcome page
  --development         only testers may use it
With edit, --return and --tester replace the whole list ("none" empties it), and an empty --publisher, --website or
--logo takes the value away. edit also knows --no-verified, --no-development, --enable, --no-webhook and
--new-webhook-secret, which makes a new signing secret; the old one ends at once.

--json, with every command, prints what is registered as JSON.
`;
