import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine may take longer than the one second that is the default.
configure({ asyncUtilTimeout: 5000 });
