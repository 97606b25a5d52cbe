import type { Plugin } from 'esbuild';

/** What somebody reads who runs a bundle under a profile that signs in through a browser. */
const WORDS =
  'a bundled handler cannot sign in through a browser; give it the keys instead: eval "$(aws configure export-credentials --format env)"';

/** The handlers log the name of an error alone, because a message may quote a prompt. */
const NAME = 'BrowserSignInIsNotBundled';

/**
 * Leaves the AWS SDK's browser sign-in (IAM Identity Center, console login) out of a bundle: an eighth of chat's code, loaded
 * and parsed at each cold start, for what no function can do. Keys from the environment, a container, a web identity
 * or the instance stay. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const withoutSignIn: Plugin = {
  name: 'without-sign-in',
  setup(build) {
    build.onResolve(
      { filter: /^@aws-sdk\/(credential-provider-(sso|login)|nested-clients\/sso-oidc)$/ },
      ({ path }) => ({
        path,
        namespace: 'without-sign-in',
      }),
    );
    // the SDK imports them only when a profile asks for them
    build.onLoad({ filter: /.*/, namespace: 'without-sign-in' }, () => ({
      contents: `throw Object.assign(new Error(${JSON.stringify(WORDS)}), { name: '${NAME}' })`,
      loader: 'js',
    }));
  },
};
