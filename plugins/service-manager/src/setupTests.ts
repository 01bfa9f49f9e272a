import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine may take longer than the one second that is the default. A
// test takes longer than what it waits for, so that it tells what is missing.
configure({ asyncUtilTimeout: 5000 });
jest.setTimeout(30_000);
