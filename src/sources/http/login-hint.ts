// What to do when a login is asked for: every diagnosis that finds one says the same.

export const LOGIN_HINT =
  'Put a bearer token into TRACESCOPE_TOKEN or a file (--token-file), or a name and password into TRACESCOPE_USER and TRACESCOPE_PASSWORD; other headers come with --header-env.';

/** After a refusal: what to send, or what may be wrong with what was sent. */
export function refusedLoginHint(credentials: string | undefined): string {
  return credentials === undefined
    ? LOGIN_HINT
    : `The ${credentials} was not accepted: it may have expired, or be meant for another server.`;
}

export const PROXY_AROUND_HINT =
  'To go around it, name the server in NO_PROXY or use --proxy none.';

export const PROXY_LOGIN_HINT = `Put name and password into the proxy variable (HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT). ${PROXY_AROUND_HINT}`;
