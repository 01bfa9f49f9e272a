import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router-dom';
import type { AlertCount } from '@vtasker/backstage-plugin-service-manager-common';
import { AlertBadge } from './AlertBadge';

function show(count: AlertCount | undefined, href?: string) {
  render(
    <MemoryRouter>
      <AlertBadge
        count={count}
        problems={['Prometheus cannot be reached.']}
        href={href}
      />
    </MemoryRouter>,
  );
}

describe('AlertBadge', () => {
  it.each<[AlertCount, string, string]>([
    [
      { firing: 2, silenced: 0, severity: 'warning' },
      '2',
      '2 alerts firing, the worst warning',
    ],
    [
      { firing: 1, silenced: 3, severity: 'critical' },
      '13',
      '1 alert firing, critical; 3 silenced',
    ],
    [{ firing: 0, silenced: 1 }, '1', '1 alert silenced'],
    [
      { firing: 0, silenced: 0, unknown: [0] },
      '',
      'Whether alerts fire is not known: Prometheus cannot be reached.',
    ],
    [
      { firing: 1, silenced: 0, severity: 'info', unknown: [0] },
      '1',
      '1 alert firing, info. There may be more: Prometheus cannot be reached.',
    ],
  ])('says %j in few signs and in words', (count, text, words) => {
    show(count, '/metrics#alerts');
    const link = screen.getByRole('link', { name: words });
    expect(link).toHaveTextContent(text);
    expect(link).toHaveAttribute('href', '/metrics#alerts');
  });

  it('is words also where it leads nowhere', () => {
    show({ firing: 1, silenced: 0, severity: 'critical' });
    expect(
      screen.getByRole('img', { name: '1 alert firing, critical' }),
    ).toBeInTheDocument();
  });

  it('is nothing while all is quiet', () => {
    show(undefined, '/metrics');
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });
});
