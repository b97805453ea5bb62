/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stop-words.h"

#include <string.h>

#include "llm-words.h"

/* Words of grammar, which are in every text of a language and say nothing of one.  Only those
 * that are long enough to be keywords matter. */
static const char *const stop_words[] = {
  /* English */
  "about above after again against also although always among another around because been "
  "before being below between both came cannot come could couldn't didn't does doesn't doing "
  "don't done down during each either else even ever every from further gets give given goes "
  "going have haven't having hence here hers herself himself however into isn't it's itself "
  "just know less like made make makes many maybe might more most much must myself need never "
  "next nothing often once only onto other others otherwise ours over perhaps quite rather "
  "really said same shall should shouldn't since some something such sure take than that that's "
  "their theirs them themselves then there there's therefore these they thing things this those "
  "though through thus together under until upon used uses using usually various very wasn't "
  "well went were weren't what what's when where whereas whether which while whose will with "
  "within without won't would wouldn't your yours yourself",
  /* German */
  "aber alle allem allen aller alles also andere anderen anderer anderes auch beide beiden beim "
  "bereits bist damit dann darauf daraus darin darüber dass dasselbe davon dazu dein deine "
  "deinem deinen deiner denen denn deren desto dessen dies diese dieselbe diesem diesen dieser "
  "dieses doch dort durch eben ebenso eigentlich eine einem einen einer eines einfach einige "
  "einigen einiger einmal etwa etwas euch euer eure ganz gegen genau gibt habe haben hast hatte "
  "hatten hier hinter ihnen ihre ihrem ihren ihrer immer indem jede jedem jeden jeder jedes "
  "jedoch jene jetzt kann kannst kein keine keinem keinen keiner können könnte könnten lassen "
  "machen macht manche manchmal mehr mein meine meinem meinen meiner meist mich muss müssen "
  "nach nachdem nämlich neben nicht nichts noch nunmehr oder ohne schon sehr sein seine seinem "
  "seinen seiner seit selbst sich sind sobald sogar solche solchen soll sollen sollte sollten "
  "somit sondern sonst soweit sowie sowohl über unser unsere unseren unter viel viele vielen "
  "vielleicht vom vor war waren warum weder wegen weil weiter welche welchem welchen welcher "
  "welches wenn werde werden wieder will wird wirst wobei wohl wollen wurde wurden während wäre "
  "wären würde würden zudem zum zur zwar zwischen",
  /* French */
  "ainsi alors après assez aucun aucune aussi autre autres avaient avait avant avec avez avoir "
  "avons bien cela celle celles celui cependant certains cette ceux chaque chez comme comment "
  "contre dans depuis dès deux doit doivent donc dont elle elles encore entre était étaient "
  "être eux faire fait faut font ici jamais jusque leur leurs lors lorsque mais même mêmes "
  "moins notamment notre nous parce parfois pendant peut peuvent plus plusieurs plutôt pour "
  "pourquoi puis quand quel quelle quelles quelque quelques quels qu'il qu'elle c'est n'est "
  "d'un d'une rien sans selon sera seront seulement sinon soit sont sous souvent suis tandis "
  "tels telle telles toujours tous tout toute toutes très trop vers voici voilà votre vous",
  /* Spanish */
  "algo alguna algunas alguno algunos ambos ante antes aquel aquella aunque cada casi como cómo "
  "contra cual cuales cualquier cuando cuándo dentro desde después donde dónde durante ella "
  "ellas ellos embargo entonces entre eran eres esos estaba están estar estas este esto estos "
  "está fuera fueron había hace hacen hacia hacer haber hasta incluso luego menos mientras "
  "mismo misma mucha muchas mucho muchos nada nosotros nuestra nuestro nunca otra otras otro "
  "otros para pero poco porque puede pueden pues quien quién sean según serán sido siempre sino "
  "sobre solo sólo somos suele también tanto tener tiene tienen toda todas todavía todo todos "
  "unas unos usted ustedes vamos varias varios",
  /* Italian */
  "abbia alcuna alcune alcuni allora altra altre altri altro anche ancora avere aveva bene cioè "
  "come comunque così cosa cose dagli dalla dalle dallo degli della delle dello dentro deve "
  "devono dopo dove dunque ecco ella erano essa esse essere essi fare fino fosse gran hanno "
  "infatti inoltre invece loro mentre molta molte molti molto nella nelle nello negli nessun "
  "nessuna niente nostro ogni oltre oppure però perché piuttosto poco poiché possono prima "
  "proprio qualche quale quali quando quanto quella quelle quelli quello questa queste questi "
  "questo quindi sarà sarebbe senza sempre siamo siano sono sopra sotto spesso stata stati "
  "stato sulla sulle sullo tali tanto troppo tutta tutte tutti tutto uguale vari verso viene "
  "vostro",
  /* Portuguese */
  "agora ainda além alguma algumas alguns algum antes aquela aquele aqui assim através bem cada "
  "coisa com como contra contudo dela dele deles depois desde dessa desse desta deste deve "
  "devem disso eles elas embora entanto então entre essa essas esse esses esta estas este estes "
  "está estão fazer foram havia isso isto havendo maioria mais mesma mesmo mesmos muita muitas "
  "muito muitos nada nem nessa nesse nesta neste nossa nosso não onde outra outras outro outros "
  "pela pelas pelo pelos pode podem pois porque porém portanto pouco qual quais qualquer quando "
  "quanto quase quem seja sejam sempre sendo será serão seu seus sobre somente também tanto tem "
  "têm teve tinha toda todas todo todos tudo uma umas vários você vocês",
  /* Dutch */
  "aan alle alleen altijd ander andere anders bijna daar daarom dan deze dezelfde door echter "
  "eigen enkele geen haar hebben heeft heel hier hoewel hoe hun iets ieder iedere jouw kunnen "
  "maar meer meest mijn moet moeten naar niet niets nog omdat onder ons onze over ook samen "
  "sinds slechts sommige soms steeds tegen terwijl toch tussen tijdens uit vaak vanaf van veel "
  "verder volgens voor vooral waar waarom wanneer want waren wat weer welke werd werden wordt "
  "worden zal zeer zelf zich zijn zoals zonder zou zouden",
  /* Russian */
  "более больше будет будут быть ведь весь время всех всего вместо может могут можно надо также "
  "такой такая такие таких того тоже только тому тогда этого этой этом этот этих этим если есть "
  "ещё еще который которая которое которые которых когда куда либо между менее много например "
  "него неё некоторые несколько них ними нужно однако около опять очень перед под после потому "
  "почему поэтому при просто разве свою свои своих себя себе сейчас сколько снова совсем среди "
  "так тем тех тут уже хотя чего чем через чтобы чтоб что-то чтоли",
  /* Arabic */
  "الذي التي الذين اللذان اللتان كانت كان يكون تكون ليست ليس "
  "لكن لكنها ولكن عندما حيث بينما ذلك تلك هذا هذه هؤلاء هناك "
  "إلى على حتى منذ خلال أيضا أيضًا يمكن يجب بعض جميع غير كما "
  "لأن لذلك فإن وهو وهي بين عليها عليه منها منه فيها فيه",
  /* Chinese */
  "一个 一些 一种 一样 一般 不同 不是 不会 不能 并且 並且 为了 為了 为什么 主要 也是 于是 什么 "
  "什麼 从而 "
  "他们 他們 以及 以下 以上 但是 例如 如何 其他 其中 其它 具有 包括 即使 只是 只有 可以 可能 各种 "
  "各種 "
  "同时 同時 因为 因為 因此 如果 它们 它們 对于 對於 就是 已经 已經 并不 应该 應該 当然 我们 我們 "
  "或者 "
  "所有 所以 所谓 无论 时候 時候 是否 有些 有的 来说 來說 根据 根據 此外 没有 沒有 然后 然後 然而 "
  "由于 "
  "由於 的话 相关 看到 而且 而是 自己 虽然 雖然 许多 許多 这个 這個 这些 這些 这样 這樣 这种 這種 "
  "进行 "
  "進行 通过 通過 那么 那麼 那些 那个 都是 还是 還是 这里 這裡 需要 非常 一定 以便 使用 之间 之間 "
  "之后 "
  "之後 之前 关于 關於 您的 你的 我的 他的",
  /* Japanese */
  "から まで より ため など ので のに でも では には とは です ます でした ました ません する した "
  "して "
  "される された できる できます これ それ あれ この その あの ここ そこ こと もの よう ように "
  "ような いう "
  "いる ある なる なり ない または および そして しかし ただし また たとえば 例えば 場合 という "
  "として "
  "について によって において に対して それぞれ さらに すべて ください あります います なります "
  "しています "
  "されています ながら だけ ほど くらい ばかり",
  /* Korean */
  "그리고 그러나 하지만 또는 또한 때문에 경우 있는 있다 있습니다 없는 없다 하는 한다 합니다 하고 "
  "되는 된다 "
  "됩니다 것은 것이 것을 수 대한 대해 위해 통해 따라 매우 모든 다른 같은 이런 그런 어떤 여러 가장 "
  "이러한 "
  "그러한 이것은 우리는 우리의",
  /* Thai */
  "และ หรือ แต่ ที่ ของ ใน เป็น มี ได้ จะ ให้ กับ จาก โดย เพื่อ "
  "ว่า นี้ นั้น ไม่ การ ความ ซึ่ง ก็ ต้อง อยู่ เมื่อ ถ้า แล้ว "
  "มาก ทั้ง ด้วย สามารถ",
};

/* With the apostrophe of typewriters, and with that of books. */
static void
add_word (GHashTable *words, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, "'", -1);
  g_autofree char *curly = g_strjoinv ("\xe2\x80\x99", parts);

  g_hash_table_add (words, llm_word_fold (word, strlen (word), TRUE));
  g_hash_table_add (words, llm_word_fold (curly, strlen (curly), TRUE));
}

/**
 * llm_stop_words_new:
 *
 * Words of grammar in English, German, French, Spanish, Italian, Portuguese, Dutch, Russian,
 * Arabic, Chinese, Japanese, Korean and Thai; for other languages there are none.
 *
 * Returns: (transfer full) (element-type utf8): a set of folded words, see llm_word_fold()
 */
GHashTable *
llm_stop_words_new (void)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (stop_words); i++)
    {
      g_auto (GStrv) list = g_strsplit (stop_words[i], " ", -1);

      for (guint j = 0; list[j] != NULL; j++)
        add_word (words, list[j]);
    }
  return words;
}
