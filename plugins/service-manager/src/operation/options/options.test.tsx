import { fireEvent, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aServer,
  confirmable,
  openDialog,
} from '../../__testUtils__/changeDialog';
import { aPreview, aRevision, aService, aWorkload } from '../../testing';

describe('the options of a change', () => {
  it('asks when it comes back and sends the moment', async () => {
    const user = userEvent.setup();
    const server = aServer();
    const dialog = await openDialog(server, 'stop');
    await user.click(dialog.getByRole('radio', { name: 'In 1 hour' }));
    await waitFor(() =>
      expect(
        server.callsTo('previewOperation').at(-1)?.body.parameters,
      ).toEqual({ until: expect.any(String) }),
    );
    await user.click(await confirmable('Stop project-manager'));
    await waitFor(() =>
      expect(server.callsTo('createOperation')).toHaveLength(1),
    );
    const { until } = server.callsTo('createOperation')[0].body.parameters;
    const ahead = new Date(until).getTime() - Date.now();
    expect(ahead).toBeGreaterThan(59 * 60_000);
    expect(ahead).toBeLessThanOrEqual(60 * 60_000);
  });

  it('says beside the field that a time to come back has passed', async () => {
    const user = userEvent.setup();
    const server = aServer();
    const dialog = await openDialog(server, 'stop');
    await user.click(dialog.getByRole('radio', { name: 'At a time' }));
    const field = await dialog.findByLabelText('Come back at');
    expect(field).toHaveAttribute('type', 'datetime-local');
    expect(field).toHaveDisplayValue(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
    server.fail('previewOperation', 400, {
      code: 'UNTIL_IN_PAST',
      field: 'parameters.until',
      message: 'The time to come back has passed.',
      nextStep: 'Choose a later one.',
    });
    await user.click(dialog.getByRole('radio', { name: 'In 4 hours' }));
    expect(
      await dialog.findByText(
        'The time to come back has passed. Choose a later one.',
      ),
    ).toBeVisible();
    expect(
      dialog.getByRole('button', { name: 'Stop project-manager' }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('scales: hints beside the field, no preview of nothing, the number sent', async () => {
    const user = userEvent.setup();
    const server = aServer(
      aService({
        workloads: [
          aWorkload({
            autoscaler: { name: 'pm', kind: 'HPA', min: 2, max: 6 },
          }),
        ],
      }),
    );
    const dialog = await openDialog(server, 'scale');
    const field = dialog.getByRole('textbox', { name: 'Replicas' });
    expect(field).toHaveAccessibleDescription(
      'Now 3 replicas. HPA pm keeps it between 2 and 6.',
    );
    expect(server.callsTo('previewOperation')).toEqual([]);
    expect(
      dialog.getByRole('button', { name: 'Scale project-manager' }),
    ).toHaveAccessibleDescription('Say how many replicas there should be.');
    await user.type(field, '5');
    await user.tab();
    await user.click(await confirmable('Scale project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body).toMatchObject({
      verb: 'scale',
      parameters: { workload: 'w-project-manager', replicas: 5 },
    });
  });

  it('sends the time that was picked', async () => {
    const user = userEvent.setup();
    const server = aServer();
    const dialog = await openDialog(server, 'stop');
    await user.click(dialog.getByRole('radio', { name: 'At a time' }));
    const field = await dialog.findByLabelText('Come back at');
    fireEvent.change(field, { target: { value: '2031-05-06T07:08' } });
    await waitFor(() =>
      expect(
        server.callsTo('previewOperation').at(-1)?.body.parameters,
      ).toEqual({ until: new Date(2031, 4, 6, 7, 8).toISOString() }),
    );
  });

  it('counts replicas with the arrows, and takes whole numbers only', async () => {
    const user = userEvent.setup();
    const server = aServer();
    const dialog = await openDialog(server, 'scale');
    const field = dialog.getByRole('textbox', { name: 'Replicas' });
    await user.type(field, '{ArrowUp}');
    expect(field).toHaveValue('4');
    await user.type(field, '{ArrowDown}{ArrowDown}');
    expect(field).toHaveValue('2');
    await user.clear(field);
    await user.type(field, '1.5');
    expect(field).toHaveAccessibleDescription(/whole number/);
    expect(
      dialog.getByRole('button', { name: 'Scale project-manager' }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('shows at the field what the API says of it', async () => {
    const user = userEvent.setup();
    const server = aServer().fail('previewOperation', 400, {
      code: 'INVALID_FIELD',
      field: 'parameters.replicas',
      message: 'At most 10000 replicas.',
    });
    const dialog = await openDialog(server, 'scale');
    const field = dialog.getByRole('textbox', { name: 'Replicas' });
    await user.type(field, '99999');
    await user.tab();
    await dialog.findByText('At most 10000 replicas.');
    expect(field).toHaveAccessibleDescription(/At most 10000 replicas/);
    expect(field).toBeInvalid();
    expect(dialog.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('rolls back to a revision that is shown with its difference', async () => {
    const user = userEvent.setup();
    const server = aServer().on('listRevisions', () => ({
      items: [
        aRevision({ revision: 14, current: true }),
        aRevision({ revision: 13, changeCause: 'Faster parser' }),
      ],
    }));
    const dialog = await openDialog(server, 'rollback');
    const choices = await dialog.findAllByRole('radio');
    expect(choices).toHaveLength(1);
    await user.click(
      dialog.getByRole('radio', { name: /Revision 13.*Faster/ }),
    );
    await user.click(
      dialog.getByRole('button', { name: /What revision 13 changes/ }),
    );
    expect(
      within(
        dialog.getByRole('region', { name: 'Difference to revision 13' }),
      ).getByRole('row', { name: /containers\[app\]\.image/ }),
    ).toBeVisible();
    await user.click(await confirmable('Roll back project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body.parameters).toEqual({
      workload: 'w-project-manager',
      revision: 13,
    });
  });

  it('shows an error whole when it is about no field of the form', async () => {
    const server = aServer().fail('previewOperation', 422, {
      code: 'CLUSTER_REJECTED',
      field: 'spec.replicas',
      message: 'admission webhook "quota" denied the request',
    });
    const dialog = await openDialog(server, 'stop');
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'admission webhook "quota" denied the request',
    );
  });

  it('says so when the cluster keeps no earlier revision', async () => {
    const server = aServer().on('listRevisions', () => ({
      items: [aRevision({ revision: 14, current: true })],
    }));
    const dialog = await openDialog(server, 'rollback');
    expect(await dialog.findByText(/nothing to roll back to/)).toBeVisible();
  });

  it('deploys a tag to one container and shows a problem at its field', async () => {
    const user = userEvent.setup();
    const server = aServer(
      aService({
        workloads: [
          aWorkload({
            images: [
              { container: 'app', image: 'registry.example.com/pm:v2.2.0' },
              { container: 'proxy', image: 'envoy:1.30' },
            ],
          }),
        ],
      }),
    ).fail('previewOperation', 400, {
      code: 'INVALID_IMAGE',
      field: 'parameters.images[0].image',
      message: 'This is not an image.',
      nextStep: 'Write :tag or registry/name:tag.',
    });
    const dialog = await openDialog(server, 'deploy');
    const app = dialog.getByRole('textbox', { name: 'Image of container app' });
    const proxy = dialog.getByRole('textbox', {
      name: 'Image of container proxy',
    });
    expect(proxy).toHaveAccessibleDescription(/Now envoy:1\.30/);
    await user.type(proxy, 'A B');
    // Counted among those sent, not among the containers.
    await waitFor(() =>
      expect(proxy).toHaveAccessibleDescription(/This is not an image/),
    );
    expect(app).not.toBeInvalid();

    server.on('previewOperation', () => aPreview({ verb: 'deploy' }));
    await user.clear(proxy);
    await user.type(proxy, ':1.31');
    await user.click(await confirmable('Deploy to project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body.parameters).toEqual({
      workload: 'w-project-manager',
      images: [{ container: 'proxy', image: ':1.31' }],
    });
  });

  it('lets one choose among several workloads', async () => {
    const user = userEvent.setup();
    const worker = aWorkload({
      ref: {
        id: 'w-worker',
        cluster: 'prod-eu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'worker',
      },
    });
    const server = aServer(aService({ workloads: [aWorkload(), worker] }));
    const dialog = await openDialog(server, 'restart');
    await user.click(
      dialog.getByRole('checkbox', { name: /Deployment project-manager/ }),
    );
    await waitFor(() =>
      expect(
        server.callsTo('previewOperation').at(-1)?.body.parameters,
      ).toEqual({ workloads: ['w-worker'] }),
    );
    await user.click(dialog.getByRole('checkbox', { name: /worker/ }));
    expect(
      dialog.getByRole('button', { name: 'Restart project-manager' }),
    ).toHaveAccessibleDescription('Choose at least one workload.');
  });
});
