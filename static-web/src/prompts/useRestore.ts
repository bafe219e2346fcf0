import { useNotices } from '@/shared/notices'
import type { Prompt, PromptVersion } from './api'
import { useLoadVersion, useSaveVersion } from './queries'

/** Saves an older version again as the next one; nothing in between is lost. */
export function useRestore() {
  const notices = useNotices()
  const loadVersion = useLoadVersion()
  const { mutateAsync: save, error, isLoading } = useSaveVersion()

  async function restore({ id, etag }: Prompt, number: number) {
    const older = await loadVersion(id, number)
    await save({ id, etag, body: bodyOf(older) }).then(
      ({ version, isNew }) =>
        notices.tell(
          isNew
            ? `Version ${number} is restored as version ${version.version_number}.`
            : `Version ${version.version_number}, the latest, says the same already.`,
        ),
      () => {},
    )
  }

  return { restore, error, isLoading }
}

const bodyOf = ({
  system_message,
  user_message_template,
  model_config_json,
  version_number,
}: PromptVersion) => ({
  system_message,
  user_message_template,
  model_config_json,
  note: `Restores version ${version_number}`,
})
