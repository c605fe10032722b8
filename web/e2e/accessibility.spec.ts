import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './people';
import { accounts, audit, crews, desks, follow, insights, PICTURES, residents, type Look } from './pages';

const TOURS = { residents, follow, crews, desks, insights, accounts, audit };

/** What the dictionaries would show if a word were missing: the key itself. */
const KEY = /(?<![\w./:@-])[a-z]+(?:_[a-z0-9]+)+(?![\w/@-])|(?<![\w./:@-])[a-z_]+\.[a-z_]+(?![\w/.@-])/g;

/** Chinese on the screen its people use and English on the other one: so each page is seen in both languages and
 * both sizes. LAMPLIGHTER_TOURS=all takes every page in all four. */
const ON_PHONES = new Set(['residents', 'follow', 'crews']);
const every = process.env.LAMPLIGHTER_TOURS === 'all';

for (const locale of ['zh', 'en'] as const) {
  for (const phone of [true, false]) {
    for (const [name, tour] of Object.entries(TOURS)) {
      if (!every && (locale === 'zh') !== (phone === ON_PHONES.has(name))) continue;
      const where = `${locale}-${phone ? 'phone' : 'desk'}`;
      test(`${name}, ${where}: no barrier and no missing word on any page`, async ({ person, town }) => {
        const folder = join(PICTURES, where);
        mkdirSync(folder, { recursive: true });
        const faults: string[] = [];
        const look: Look = async (page, state) => {
          await expect(page.locator('html')).toHaveAttribute('lang', locale === 'zh' ? 'zh-CN' : 'en');
          await page.screenshot({ path: join(folder, `${state}.png`), fullPage: true, animations: 'disabled' });
          const { violations } = await new AxeBuilder({ page }).analyze();
          for (const fault of violations) {
            faults.push(`${state}: ${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
          }
          const words = await page.locator('body').innerText();
          for (const [key] of words.matchAll(KEY)) faults.push(`${state}: the words of ${key}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (wide > 1) faults.push(`${state}: ${wide} px wider than the screen`);
        };
        await tour({ person, town, locale, phone, look });
        expect(faults).toEqual([]);
      });
    }
  }
}
