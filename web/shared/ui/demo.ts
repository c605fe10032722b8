import { ref, type Ref } from 'vue';
import { api, ask, type Schemas } from '../api/client';

const catalog: Ref<Schemas['PublicCatalog'] | null> = ref(null);
let asked: Promise<void> | undefined;

/** The public catalog, read once for the whole page; `reload` after a failure. */
export function usePublicCatalog(): { catalog: Ref<Schemas['PublicCatalog'] | null>; reload: () => Promise<void> } {
  const reload = async (): Promise<void> => {
    const answer = await ask(api.GET('/public/catalog'));
    if (answer.ok) catalog.value = answer.data;
    else asked = undefined;
  };
  asked ??= reload();
  return { catalog, reload };
}
