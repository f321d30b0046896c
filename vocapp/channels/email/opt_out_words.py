"""The words and patterns of opt-outs in five languages, without accents and punctuation; `opt_out_phrases` uses them.

ALONE: opt-out words; FILLERS: what may stand around one. CERTAIN and POSSIBLE: patterns for one sentence. Arabic letters
are as the decomposition of `opt_out_phrases` leaves them.
"""

from typing import Final

ALONE: Final = (
    "stop stopp stopall stops unsubscribe unsub abmelden abbestellen austragen abmeldung abbestellung austragung "
    "arret arreter arretez desabonner desinscrire desinscription desabonnement desabonnez desinscrivez "
    "baja desuscribir desuscribirme desuscribirse parar pare paren basta "
    "ايقاف توقف توقفوا قف الغاء الالغاء اوقفوا اوقف"
)
ALONE_UNSURE: Final = "remove quit revoke widerspruch enough genug assez cancelar"
# Words around one that is alone.
FILLERS: Final = (
    "please pls plz now all me us it this these that everything immediately at once just thanks thank you thx ok hi "
    "hello dear sir madam sirs and team from to email emails mail mails survey surveys list mailing newsletter opt out i "
    "want wish would like need messages message your the any more request kindly "
    "bitte jetzt sofort mich uns das dies alles danke vielen dank hallo guten tag von allen mails ich mochte will vom mit "
    "aus umfragen umfrage der den dem ihren ihrem verteiler liste nachrichten "
    "merci svp s il vous plait maintenant tout bonjour me m moi de d la le les l des vos votre liste mails enquetes "
    "je veux souhaite voudrais priere veuillez "
    "por favor gracias ya ahora todo hola de me mi quiero deseo darme dar dame deme denme la las los lista correo correos "
    "encuestas mensajes suscripcion "
    "من فضلك فضلكم الرجاء رجاء شكرا الان الاشتراك اشتراكي الرسائل ارجو اريد ارسال"
)
OURS: Final = (
    r"(?:e ?mails?|mails?|mailings?|messages?|surveys?|questionnaires?|polls?|newsletters?|spam|feedback requests?|"
    r"umfragen?|befragungen?|nachrichten?|werbung|werbe\w+|fragebogen|anfragen|zusendungen|rundschreiben|"
    r"courriels?|enquetes?|sondages?|publicites?|pubs?|sollicitations?|"
    r"correos?|encuestas?|mensajes?|cuestionarios?|boletin(?:es)?|publicidad|communications?|comunicaciones|kommunikation|"
    r"\w*رسائل\w*|\w*رساله|\w*رسالة|\w*استبيان\w*|\w*استطلاع\w*|\w*ايميل\w*|بريد\w*)"
)
MORE: Final = rf"(?:{OURS}|these|this|those|them|anything|any ?more|again|das|dies\w*|solche\w*|sowas|rien|esto|estos|nada|هذه|المزيد)"
LIST: Final = (
    r"(?:lists?|mailings?|mailing lists?|database|distribution|records|files|systems?|systeme?|sistema|liste|listen|verteiler\w*|mailingliste|datenbank|"
    r"kartei|listes|base|fichiers?|listas?|registros?|القائم[ةه]|قائم\w+)"
)
ASK: Final = (
    r"(?:^|\b(?:please|pls|kindly|and|just|so|then|hi|hello|you to|you|bitte|und|also|dann|y|et|por favor|merci|ok) )"
)

CERTAIN: Final = (
    # English
    r"\bstop (?:emailing|e ?mailing|mailing|messaging|texting|contacting|spamming|surveying|polling)\b",
    rf"\b(?:stop|quit|cease|cease and desist|discontinue|refrain)(?: from)? (?:sending|send)(?: \w+){{0,4}}? {MORE}\b",
    rf"\b(?:quit|cease|cease and desist|discontinue|refrain)(?: from)?(?: (?:all|any|these|your|further|emailing|mailing|contacting|me))*(?: {OURS})?$(?<!^quit)(?<!^cease)(?<!^discontinue)(?<!please quit)",
    rf"^(?:please )?no {OURS}(?: (?:please|any ?more|thanks|thank you|from you))+$|^please no (?:more )?{OURS}$",
    rf"\bstop (?:writing|bothering|asking|harassing|pestering|annoying)(?: to)? (?:me|us)(?: (?:again|please|now|any ?more)| (?:\w+ ){{1,4}}?{OURS})?$",
    rf"\bstop (?:with )?(?:these|this|the|your|all|all these|all the|all your|those|any)(?: \w+)? {OURS}\b",
    rf"{ASK}(?:do not|don t|dont|never|no longer|not)(?: \w+)? (?:email|mail|message|survey|spam|text)(?: (?:me|us|this address))?\b",
    rf"{ASK}(?:do not|don t|dont|never|no longer)(?: ever)? (?:contact|write|bother|write to|disturb) (?:to )?(?:me|us)(?: (?:again|any ?more|please|ever|ever again)| (?:\w+ ){{0,4}}?{OURS})?(?: (?:again|any ?more|please|ever))*$",
    rf"{ASK}(?:do not|don t|dont|never|no longer)(?: ever)? (?:send|mail|forward|ask)(?: \w+){{0,5}}? {MORE}\b",
    rf"\b(?:no longer|not|don t|dont|never|nor)(?: \w+){{0,2}}? (?:wish|want|like|care|need)(?: \w+)? to (?:receive|get|have|hear|be|take|participate|answer)(?: \w+){{0,5}}? (?:{MORE}|from you|contacted|emailed|surveyed|part)\b",
    rf"\b(?:don t|dont|do not|no longer|never) (?:want|need|wish)(?: \w+){{0,4}}? {OURS}\b",
    rf"\b(?:remove|take|delete|strike|drop|erase|scrub|get|cross)(?: (?:me|us|my|our|this|that|the|email|e|mail|address|name|details|account)){{1,5}}(?: (?:off|from|out|of|your|this|the|these|any|all|future)){{1,4}}(?: (?!waiting|guest|price|parts)\w+)? (?:{LIST}|{OURS})\b",
    r"^(?:please )?(?:remove|delete) (?:me|us|my (?:email|e ?mail|mail)(?: address)?|this address)(?: (?:please|now|immediately|from this|from it))?$",
    r"\btake me off(?: (?:this|it|please|now))?$",
    rf"\b(?:unsubscribe|opt out|opt me out|opt us out)(?: (?:me|us|from|of|all|any|your|this|these|those|the|future|further|more|it|please|now|email|address|my)){{0,5}}(?: (?:{OURS}|{LIST}))?(?: (?:please|now|thanks|immediately))?$",
    r"\b(?:want|wish|like|need|ask|request|have|get)(?:ed)? (?:\w+ )?to be (?:unsubscribed|removed|taken off|opted out)(?! (?:from|of) (?:the|my))\b",
    rf"(?<!are )(?<!get )(?<!got )(?<!were )(?<!received )(?<!receive )\bno (?:more|further)(?: of)?(?: \w+){{0,2}}? (?:{OURS}|of these)\b(?! (?:arrive|arrived|come|came|coming|reach|show|appear|in my|since)\b)",
    rf"\bleave (?:me|us) alone(?: \w+){{0,4}}? {OURS}\b",
    r"\b(?:withdraw|revoke|retract)(?: \w+){0,2} (?:consent|permission|agreement)\b",
    rf"\bobject to (?:receiving|getting|being sent)(?: \w+){{0,3}}? {OURS}\b|\bwant off(?: \w+)? {LIST}\b|\bstop (?:spamming|bugging|pestering)\b|\b(?:spamming|harassing) (?:me|us)\b.*\bstop$",
    rf"\bnot to (?:receive|get|be sent)(?: any)?(?: \w+){{0,2}}? {OURS}\b",
    r"\b(?:object|objection) to(?: \w+){0,8}? (?:my (?:\w+ )?data|marketing|advertising|mailings?|surveys?|contacted)\b",
    # German
    rf"(?<!bekomme )(?<!erhalte )(?<!kommen )(?<!kamen )\b(?:keine|keinen|keinerlei|nie wieder)(?: \w+){{0,3}}? {OURS}(?: \w+){{0,4}}? (?:mehr|erhalten|bekommen|schicken|senden|zusenden|zuschicken|wollen|haben)\b",
    rf"\bkeine (?:weiteren|weitere|mehr|neuen)(?: \w+)? {OURS}\b",
    rf"^(?:bitte )?(?:(?:in zukunft|zukunftig|kunftig|ab sofort) )(?:bitte )?keine {OURS}(?: mehr| bitte| danke)*$|^bitte keine {OURS}(?: mehr)?$|^keine {OURS} (?:mehr|bitte)(?: bitte| danke)?$",
    rf"\bunterlass\w*(?: \w+){{0,4}}? {OURS}\b|\bverschon\w*(?: \w+){{1,4}}? (?:mit|von)(?: \w+){{0,3}}? {OURS}\b",
    rf"\b(?:aus|von) (?:der|ihrer|eurer|dieser|allen|den|ihren) {LIST}(?: \w+){{0,2}}? (?:streichen|nehmen|loschen|entfernen|austragen)\b",
    rf"\bnehmen?(?: \w+){{0,2}}? nicht(?: mehr| weiter)? an(?: \w+){{0,3}}? {OURS}(?: mehr)? teil\b|\b(?:nicht|nicht mehr) an(?: \w+){{0,3}}? {OURS} teilnehmen\b",
    r"\b(?:nicht mehr|nie wieder|nie mehr|nicht weiter|nicht langer)(?: \w+){0,3}? (?:anschreiben|anschreibt|kontaktieren|kontaktiert|angeschrieben|belastigen|belastigt|anmailen|befragen|befragt|zusenden|zuschicken)\b",
    rf"\b(?:senden|schicken|schreiben|mailen|schickt|sendet|schreibt|schick|schreib|sende)(?: (?:sie|ihr|mir|uns|bitte|das|dies\w*|so|solche\w*|sowas|etwas|was|an|mich|doch|in zukunft|zukunftig|kunftig|weiter\w*|ihre|eure|die|{OURS})){{0,7}} (?:nicht mehr|nie wieder|nie mehr|nichts mehr)\b",
    rf"\b(?:senden|schicken|mailen|schickt|sendet|schick)(?: \w+){{0,4}}? (?:keine|kein)(?: \w+){{0,3}}? {OURS}\b",
    rf"\b(?:kontaktieren|belastigen|kontaktiert|belastigt|nerven|nervt)(?: \w+){{0,4}}? (?:nicht mehr|nie wieder|nie mehr|nicht weiter|nicht mit(?: \w+){{0,2}} {OURS})\b",
    rf"\b(?:melden|tragen|nehmen|streichen|loschen|entfernen|werfen|nehmt|streicht|loscht|tragt)(?: \w+){{1,8}}? (?:{LIST}|newsletter|umfragen?)\b",
    rf"\b(?:mich|uns|adresse|mailadresse|emailadresse|mail|email|daten)(?: \w+){{0,3}}? (?:aus|von)(?: \w+){{0,3}}? (?:{LIST}|newsletter|umfragen?)\b",
    r"\baus (?:dem|ihrem|eurem|diesem|allen) verteiler\w*\b",
    rf"^(?:bitte )?(?:(?:konnten|konnen|wurden) (?:sie|ihr) )?(?:ich |wir )?(?:mochte |will |wunsche |wollen |mochten )?(?:mich |uns )?(?:hiermit |bitte |gerne |sofort )*(?:(?:von|vom|aus) )?(?:(?:den|dem|der|ihren|ihrem|ihrer|allen|diesen|diesem|kunftigen|weiteren|die|ihre|diese|alle) )*(?:{OURS} |{LIST} )?(?:abmelden|abbestellen|austragen|abgemeldet werden|ausgetragen werden)(?: bitte| danke)?$",
    rf"\b(?:melden|tragen|bestellen) sie (?:mich|uns|die|diese|ihre)(?: bitte| {OURS}| vom| von| den| dem| ihren| ihrem| sofort)* (?:ab|aus)$",
    rf"\bin ruhe(?: \w+){{0,4}}? {OURS}\b|\blass\w*(?: \w+){{1,4}}? mit(?: \w+){{0,3}}? {OURS} in ruhe\b",
    rf"\b{OURS}(?: \w+){{0,2}}? (?:nicht mehr|nie wieder|nicht weiter)(?: \w+)? (?:bekommen|erhalten|haben|sehen|zusenden)\b",
    r"\bwidersprech\w*(?: \w+){0,8}? (?:werb\w+|zusendung\w*|umfrage\w*|kontakt\w*|nutzung meiner\b.*|verwendung meiner\b.*|verarbeitung meiner\b.*|weiteren mails?)\b",
    r"\bwiderspruch gegen(?: \w+){0,4}? (?:werb\w+|zusendung\w*|umfrage\w*|kontakt\w*|verarbeitung|nutzung|verwendung)\b",
    r"\b(?:einwilligung|zustimmung)\b.{0,40}\b(?:widerruf\w*|zuruck)\b|\b(?:widerruf\w*|ziehe)\b.{0,40}\b(?:einwilligung|zustimmung)\b",
    rf"\b(?:mochte|will|wunsche|wollen|mochten|brauche)\b(?: \w+){{0,5}}? (?:keine|nicht mehr|nichts mehr)(?: \w+){{0,4}}? (?:{OURS}|kontaktiert|angeschrieben|befragt|horen|belastigt)\b",
    rf"\bkeine?n? (?:interesse|bedarf|lust)(?: mehr)? (?:an|auf)(?: \w+){{0,3}}? {OURS}\b",
    rf"\b(?:horen sie|hort|hor)(?: bitte| endlich| doch)* auf(?: \w+){{0,6}}? (?:zu schreiben|zu senden|zu schicken|zu belastigen|{OURS})\b",
    rf"\b(?:nie wieder|keine|nie mehr) (?:weiteren )?{OURS}$|\bmochte (?:diese|ihre|solche) {OURS} (?:nicht|nicht mehr)$|\b(?:bitte|um) (?:\w+ )?(?:austragung|abmeldung|loschung aus)\b",
    rf"\b(?:von|auf)(?: \w+){{0,2}}? {OURS} ab(?:sehen|zusehen)?\b|\bverzichte(?:n)? auf(?: \w+){{0,2}}? {OURS}\b",
    # French
    rf"\bne (?:plus|pas)(?: (?:m|me|nous))? (?:envoyer|adresser|ecrire|contacter|solliciter|deranger|recontacter|relancer)(?: (?:de|d|des|ces|ce|vos|ca|cela|rien|{OURS}))*(?: svp| merci)?$",
    rf"\bne (?:(?:m|me|nous) )?(?:envoyez|ecrivez|contactez|sollicitez|adressez|derangez|relancez|envoie)(?: moi)? (?:plus|pas)(?: (?:de|d|des|ces|ce|vos|ca|cela|rien|jamais|{OURS}))*(?: svp| merci)?$",
    rf"\b(?:ne|n)(?: \w+){{1,2}} plus (?:recevoir|etre (?:contacte\w*|sollicite\w*|derange\w*)|avoir)(?: \w+){{0,4}}? ?(?:{OURS}|rien|ca|cela|cette|ces|de vous|vous)?(?: svp| merci)?$",
    rf"\bne (?:plus|pas|jamais) recevoir(?: \w+){{0,4}}? {OURS}\b",
    rf"\bne (?:veux|souhaite|desire|voudrais) plus (?:de|d|aucun\w*|vos|ces|recevoir)(?: \w+){{0,3}}? ?{OURS}\b",
    rf"\b(?:retire[rz]?|enleve[rz]?|supprime[rz]?|raye[rz]?|efface[rz]?|ote[rz]?|sortir|sortez)\b(?: \w+){{0,7}}? (?:{LIST}|diffusion)\b",
    r"^(?:veuillez |merci de |svp )?(?:me |m )?(?:retirez|retirer|enlevez|enlever|supprimez|rayez)(?: moi)?(?: svp| merci)?$",
    rf"^(?:bonjour )?(?:(?:veuillez|merci de|merci de bien vouloir|je (?:souhaite|veux|voudrais|desire|demande a)|pouvez vous|pourriez vous|priere de|svp|comment) )?(?:me |m |nous )?(?:desabonn|desinscri)(?:er|ez|re|vez)(?: moi| nous)?(?: (?:de|du|des|d|la|les|l|vos|votre|cette|ces|toutes?|tous|{OURS}|{LIST}))*(?: svp| merci)?$",
    rf"\b(?:arretez|arreter|cessez|cesser|stop)(?: de| d)?(?: (?:m|me|nous))? (?:envoyer|ecrire|contacter|solliciter|harceler|spammer|deranger)(?: (?:de|d|des|ces|ce|vos|ca|{OURS}))*(?: svp| merci)?$",
    rf"\b(?:arretez|arreter|cessez|stop|assez)(?: a| aux| avec| de| d| les| ces| vos| des| tous)* {OURS}\b",
    rf"^(?:svp |merci |bonjour )?(?:plus|pas|plus jamais) (?:de|d) {OURS}\b",
    r"\bm oppose (?:a|au|aux)\b(?: \w+){0,8}? (?:donnees|prospection|sollicitations?|demarchage|publicite)\b",
    r"\b(?:retire|revoque) mon (?:consentement|accord)\b",
    rf"\bne (?:veux|souhaite|desire|voudrais) (?:pas|plus) (?:participer|repondre|prendre part) (?:a|aux) (?:\w+ ){{0,2}}?{OURS}\b",
    rf"\bne plus recevoir$|^plus (?:rien|aucun\w* {OURS}|de nouvelles enquetes)(?: svp| merci)?$|\bretrait de(?: la| votre)? {LIST}\b|\bcesser tout envoi\b|\bn envoyez plus (?:rien|{OURS})\b",
    rf"\brefuse (?:de recevoir|vos|toutes?)(?: \w+){{0,3}}? ?{OURS}\b",
    r"\binutile de (?:m|me|nous) (?:envoyer|ecrire|contacter|relancer|solliciter)\b",
    rf"\blaissez (?:moi|nous) tranquilles?(?: \w+){{0,4}}? {OURS}\b",
    # Spanish
    rf"\b(?:dar|darme|darnos|dame|deme|denme|dadme|den|me den|me doy|causar|solicito(?: la)?|pido(?: la)?|quiero(?: la)?)(?: me)?(?: de)? baja(?: (?:por favor|ya|gracias|de|del|en|la|las|los|el|sus|su|esta|estas|estos|este|todas?|todos|inmediata|{OURS}|{LIST}))*$",
    rf"\bno (?:me interesan?|quiero participar|deseo participar|quiero responder|deseo responder)(?: (?:en|a|recibir|sus|estas|las|mas|estos|los))* {OURS}\b",
    r"\bno vuelvan? a (?:escribir|contactar|enviar|mandar|molestar)(?:me|nos)\b",
    rf"\bno(?: \w+){{0,2}}? (?:quiero|deseo|quisiera|queremos)(?: \w+){{0,2}}? ?(?:recibir|que me|mas)(?: \w+){{0,5}}? ?{MORE}\b",
    rf"\bno (?:me|nos) (?:vuelvan? a )?(?:envie[ns]?|manden?|mandes|escriban?|escribas|contacten?|molesten?|enviar|escribir|contactar|mandar)(?: (?:mas|nunca|por favor|ya|de|estos?|estas?|sus|estas cosas|{OURS}))*$",
    rf"\b(?:borr|elimin|quit|sac|saqu|retir|supr)\w*(?: \w+){{0,6}}? {LIST}\b",
    rf"\b(?:dejen?|deja|paren?|basta) (?:de )(?:enviar|mandar|escribir|molestar|contactar)(?:me|nos)?(?: (?:de|mas|estos?|estas?|sus|mensajes|{OURS}))*(?: por favor)?$",
    rf"\b(?:no mas|ni un|ningun|basta de)(?: \w+)? {OURS}\b",
    r"^(?:quiero |deseo |por favor )?cancelar (?:mi |la |esta )?suscripcion(?: por favor)?$|\bdesuscrib\w+(?: por favor)?$",
    r"\bme opongo\b(?: \w+){0,8}? (?:datos|publicidad|comercial\w*)\b|\b(?:retiro|revoco|retirar|revocar) mi consentimiento\b",
    rf"^(?:por favor )?(?:no quiero|sin|no deseo) {OURS}(?: por favor| gracias)?$|\bno (?:deseo|quiero) que me (?:contacten|escriban|envien|manden)\b|^(?:por favor )?no envien mas$|^darse de baja$",
    # Arabic
    r"\b(?:ب?الغاء|الغوا|الغ|نلغي|الغي) (?:ال)?اشتراك(?:ي|نا)?(?: (?:من فضلكم|من فضلك|فورا|لو سمحتم|في (?:الرسائل|القائمة|النشرة)\w*))*$",
    r"\b(?:توقفوا|توقف|اوقفوا|اوقف|كفوا|كف|التوقف|ايقاف)(?: عن)? (?:ارسال|مراسلتي|الارسال|ازعاجي|التواصل معي|الرسائل|هذه الرسائل|الاستبيان\w*)",
    rf"\b(?:رجاء|الرجاء|ارجو|يرجي|يرجى|نرجو)(?: \w+){{0,3}}? عدم (?:ارسال|الارسال|التواصل|مراسلتي|ازعاجي)\b|\bكف[ىي](?: \w+)? {OURS}\b",
    r"\b(?:اسحب|سحب|الغي|الغاء) موافقت\w*",
    r"\bلا (?:ترسل|تراسل|تتواصل|تبعث)\w*",
    rf"\b(?:لا|لم اعد) (?:اريد|ارغب|اود)\b.{{0,40}}{OURS}",
    r"\b(?:لا|لم اعد) (?:اريد|ارغب|اود)(?: في| ب)?\s?(?:استلام|تلقي|استقبال|ان ترسلوا|المزيد)",
    r"\b(?:احذف|ازل|ازيل|شطب|ازال[ةه]|حذف|اشطب|اخرج)\w*\b.{0,40}(?:قائم|القائم|بريدي|عنواني)",
)
POSSIBLE: Final = (
    r"^(?:no more|go away|this is harassment|i object|(?:please )?make (?:this|it) stop|(?:bitte )?aufhoren|(?:bitte )?hort auf|schluss(?: damit| jetzt)?|finger weg\b.*|bitte loschen|unterlassen sie (?:das|dies|es)|(?:ich )?(?:mochte|will) (?:das|dies|so etwas|sowas) nicht mehr(?: \w+)?)$",
    r"^(?:ca suffit|(?:fichez|foutez|fiche|fous) moi la paix|no molestar|(?:por favor )?(?:eliminenme|elimineme|borrenme|borreme)|(?:quiero que me )?(?:borren|eliminen)|no estoy interesad[oa]|no me molesten?)$",
    r"^(?:كفي|كفى|لا اريد|لست مهتما?|غير مهتم\w*|اتركوني(?: \w+)?|احذفوني|ازيلوني)$|\b(?:احذف|امسح|ازيل)\w* بيانات\w*",
    r"\btake (?:my|our) (?:name|address|email|number) off\b",
    r"\bunsubscribed?\b|\bopt(?:ed)? out\b|\bmailing list\b|\babbestell\w*|\bdesabonn\w*|\bdesinscri\w*|\bdesuscri\w*",
    r"\bleave (?:me|us) alone\b|\bin ruhe\b.*\b(?:lass\w*)|\blass\w*\b.*\bin ruhe\b|\blaissez (?:moi|nous) tranquilles?\b|\bdejen?me en paz\b",
    r"^(?:i am |i m |we are |ich habe |je ne suis |je suis )?(?:not interested|no interest|kein interesse|pas interesse\w*|no me interesa)(?: \w+){0,2}$",
    r"\b(?:delete|erase|remove)(?: all)? my (?:personal )?(?:data|account|details|information|email|address)\b",
    r"\b(?:loschen|entfernen)\b.*\b(?:meine|mein)\b.*\b(?:daten|adresse|konto|account)\b|\b(?:meine|mein) (?:\w+ )?(?:daten|adresse) (?:\w+ ){0,3}(?:loschen|entfernen)\b",
    r"\bsupprime[rz]?\b.*\bmes (?:donnees|coordonnees)\b|\b(?:borr|elimin)\w*\b.*\bmis datos\b",
    rf"\b(?:this|das|c|ceci|esto) (?:is|ist|est|es) (?:\w+ )?spam\b|\bspam\b.{{0,20}}\bstop\b|\b(?:enough|genug|assez|too many|zu viele|trop de|demasiad[ao]s)(?: \w+){{0,2}} {OURS}\b",
    r"\bwidersprech\w*\b.*\bdaten\b|\bwiderspruch\b.*\b(?:daten|werbung)\b|\b(?:gdpr|dsgvo|rgpd|ds gvo)\b",
    rf"\b(?:stop|stopp|halt|arretez|paren)\b(?: \w+){{0,6}} {OURS}\b",
    r"\bتوقفوا\b|\bالغاء الاشتراك\b|\bازعاج\w*",
)
