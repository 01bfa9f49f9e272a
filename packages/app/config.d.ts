export interface Config {
  app?: {
    /** Development only; see `auth.providers.development`. */
    development?: {
      /**
       * The people that the development sign-in page offers.
       * @deepVisibility frontend
       */
      people?: Array<{
        /** Entity ref of the user. */
        ref: string;
        title: string;
        /** What this person may do, in a few words. */
        role: string;
      }>;
    };
  };
}
