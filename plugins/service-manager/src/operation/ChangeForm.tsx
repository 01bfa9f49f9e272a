import { useEffect, useState } from 'react';
import {
  errorCodes,
  type Operation,
  type Service,
  type Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Alert,
  Button,
  DialogBody,
  DialogFooter,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import { describeError, ErrorNotice, HintedButton } from '../components';
import { previewBasis, startDraft, toRequest } from './draft';
import { isAbout, toFieldProblem, VerbOptions } from './options';
import { PreviewView } from './PreviewView';
import { ReasonField } from './ReasonField';
import { useConfirm } from './useConfirm';
import { usePreview } from './usePreview';
import { nameOf, verbs } from './verbs';

const missing: Partial<Record<Verb, string>> = {
  scale: 'Say how many replicas there should be.',
  rollback: 'Choose a revision.',
  deploy: 'Write an image or a tag for at least one container.',
};

/** The change as a form: options, preview, reason, and the button. */
export function ChangeForm(props: {
  service: Service;
  verb: Verb;
  workload?: string;
  onStarted(operation: Operation): void;
  onClose(): void;
}) {
  const { service, verb, workload, onStarted, onClose } = props;
  const [draft, setDraft] = useState(() => startDraft(verb, service, workload));
  const [reason, setReason] = useState('');
  const request = toRequest(verb, draft, service);
  const { preview, current, error, renewedAt, renew } = usePreview(
    service.entityRef,
    request,
    previewBasis(service),
  );
  const {
    confirm,
    sending,
    error: refusal,
  } = useConfirm(service.entityRef, onStarted);

  const refused = refusal && describeError(refusal);
  const outdated = refused?.code === errorCodes.preconditionFailed;
  useEffect(() => {
    if (outdated) renew();
    // Once for each refusal.
  }, [outdated, refusal, renew]);

  const availability = service.verbs.find(offer => offer.verb === verb);
  const denied = availability?.available
    ? undefined
    : availability?.why ?? 'This is not offered for the service.';
  const previewProblem = toFieldProblem(verb, error);
  const refusalProblem = toFieldProblem(verb, refusal);
  const problem = previewProblem ?? refusalProblem;
  const reasonProblem = isAbout(problem, 'reason')
    ? problem?.message
    : undefined;
  const blocked = preview?.guards.find(({ severity }) => severity === 'block');
  const title = `${verbs[verb].imperative} ${nameOf(service.entityRef)}`;

  function whyNot(): string | undefined {
    if (denied) return denied;
    if (!request) return missing[verb] ?? 'Choose at least one workload.';
    if (error) return 'The preview failed: see above.';
    if (blocked && current) return blocked.title;
    if (!preview || !current) return 'The preview is being made.';
    if (preview.reasonRequired && reason.trim() === '') {
      return 'Give a reason: the policy asks for one.';
    }
    return undefined;
  }

  return (
    <>
      <DialogBody>
        <Flex direction="column" gap="4">
          {denied && (
            <Alert
              status="warning"
              icon
              title="You cannot do this now"
              description={denied}
            />
          )}
          <VerbOptions
            verb={verb}
            service={service}
            draft={draft}
            onChange={change => setDraft(before => ({ ...before, ...change }))}
            problem={problem}
          />
          <div aria-busy={Boolean(request) && !current && !error}>
            {error && !previewProblem && (
              <ErrorNotice
                title="The change could not be previewed"
                error={error}
                onRetry={renew}
              />
            )}
            {preview && <PreviewView preview={preview} />}
            {request && !preview && !error && <PreviewSkeleton />}
            <div role="status">
              {renewedAt && current && (
                <Text variant="body-small" weight="bold">
                  The service changed while this was open: the preview was
                  renewed at {new Date(renewedAt).toLocaleTimeString()}.
                </Text>
              )}
            </div>
          </div>
          <ReasonField
            value={reason}
            onChange={setReason}
            required={preview?.reasonRequired ?? false}
            operations={service.operations}
            problem={reasonProblem}
          />
          {refusal && !refusalProblem && (
            <ErrorNotice
              title={
                (outdated && 'The service changed: nothing was done') ||
                (refused?.unanswered &&
                  'No answer came. Press again: it still acts only once') ||
                'The change was refused: nothing was done'
              }
              error={refusal}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Leave as it is
        </Button>
        <HintedButton
          variant="primary"
          destructive={verbs[verb].destructive}
          isPending={sending}
          unavailable={whyNot()}
          onPress={() => {
            if (request && preview) confirm(request, preview, reason);
          }}
        >
          {title}
        </HintedButton>
      </DialogFooter>
    </>
  );
}

function PreviewSkeleton() {
  return (
    <Flex direction="column" gap="2" role="group" aria-label="Loading preview">
      <Skeleton width="40%" height={20} />
      <Skeleton height={20} />
      <Skeleton height={72} />
    </Flex>
  );
}
