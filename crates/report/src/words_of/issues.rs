//! Defects of the input, in the reader's language.

use maillon_model::{IssueCode, Language};

use crate::words::Words;

/// What a defect means, and what to do.
pub(crate) fn issue(words: Words, code: IssueCode) -> (&'static str, &'static str) {
    let english = (code.cause(), code.remedy());
    match words.0 {
        Language::En => english,
        Language::Fr => FRENCH.iter().find(|(slug, ..)| *slug == code.slug()).map_or(english, |(_, c, r)| (c, r)),
    }
}

/// By the code's stable name: cause, remedy.
#[rustfmt::skip]
const FRENCH: &[(&str, &str, &str)] = &[
    ("bad-feature", "L'entité n'est pas lisible, ou n'est pas ce que dit le format.",
        "Corriger ou supprimer l'entité ; les autres ont été lues."),
    ("truncated-file", "Le fichier s'arrête, ou cesse d'être lisible, avant la fin de ses données.",
        "Exporter ou télécharger à nouveau le fichier ; ce qui précède la coupure a été lu."),
    ("missing-id", "La ligne n'a pas d'identifiant.", "Donner à chaque site son propre identifiant."),
    ("duplicate-id", "Une autre ligne porte déjà cet identifiant ; la première a été gardée.",
        "Donner à chaque ligne son identifiant, ou supprimer la copie."),
    ("null-geometry", "Le site ou la zone n'a pas de géométrie, donc pas de lieu.",
        "Le géocoder ou le dessiner ; d'ici là, ses flux ne peuvent pas être appariés."),
    ("unsupported-geometry", "La géométrie est d'un type qui ne dit rien ici (une ligne pour un site, un point pour une zone).",
        "Les sites sont des points ou des polygones ; les zones, des polygones."),
    ("invalid-geometry", "Le polygone se croise, ou a un anneau ouvert ou vide ; il a été utilisé tel quel.",
        "Le réparer, dans QGIS avec « Réparer les géométries »."),
    ("position-out-of-range", "Les coordonnées ne sont pas un lieu sur Terre.",
        "Les corriger, ou indiquer `crs` si elles sont projetées."),
    ("longitude-wrapped", "La longitude dépasse 180 degrés et a été ramenée.", "Rien, si le site est où il doit être."),
    ("suspect-swap", "Latitude et longitude semblent inversées : dans l'autre sens, le lieu est parmi les autres.",
        "Inverser les deux nombres si le lieu est faux ; il a été utilisé comme écrit."),
    ("reprojection-failed", "Les coordonnées sont hors de la zone pour laquelle leur système est fait.",
        "Corriger les coordonnées, ou le `crs` de l'étude."),
    ("crs-assumed", "Le fichier ne nomme aucun système de coordonnées ; ses nombres ont été lus en longitude et latitude WGS 84.",
        "Indiquer `crs` dans l'étude si c'est faux."),
    ("missing-site", "Le flux ne nomme aucun site.", "Indiquer l'identifiant du site."),
    ("unknown-site", "Le site du flux n'est pas parmi les sites.", "Corriger l'identifiant du site, ou ajouter le site."),
    ("site-refused", "Le site du flux a été refusé, donc le flux n'a pas de lieu.", "Corriger le site ; voir son propre défaut."),
    ("missing-direction", "La ligne ne dit pas si c'est une offre, un besoin ou un traitement.", "Écrire offre, besoin ou traitement."),
    ("bad-direction", "Le sens n'est ni une offre, ni un besoin, ni un traitement.", "Écrire offre (out, supply), besoin (in, demand) ou traitement (process)."),
    ("missing-treatment", "L'unité de traitement n'indique ni traitement ni ressource.", "Remplir la colonne `treatment`, `resource` ou les deux."),
    ("unknown-treatment", "Le traitement n'est pas connu de maillon ; l'unité n'a pas été retenue.", "Écrire un de ceux que liste docs/chains.md, ou ajouter un `[[treatment]]` aux connaissances de l'étude."),
    ("idle-processor", "L'unité de traitement n'a aucune capacité : rien n'y passe.", "Corriger la quantité, ou la laisser vide si elle n'est pas connue."),
    ("unknown-capacity", "La capacité de l'unité de traitement n'est pas connue ; les chaînes qui y passent n'ont pas de quantité.", "Remplir la quantité et son unité."),
    ("processor-without-rule", "Aucune substitution connue de maillon ne demande ce traitement de cette ressource : aucune chaîne ne peut y passer.", "Vérifier les deux : `maillon resources CODE` montre les substitutions d'une ressource."),
    ("missing-resource", "La ligne ne dit pas ce qui circule.", "Indiquer la ressource."),
    ("unknown-resource", "La ressource n'est pas de celles que maillon connaît ; elle ne correspond qu'au même texte exact.",
        "Utiliser un code connu : `maillon resources MOTS` les cherche."),
    ("ambiguous-resource", "Le code ne dit pas sûrement quelle ressource est en jeu ; le flux est apparié comme chacune qu'il peut désigner, moins sûrement.",
        "Nommer la ressource elle-même : `maillon resources MOTS` les cherche."),
    ("hazard-mismatch", "La liste des déchets et le flux ne s'accordent pas sur le danger ; c'est le flux qui a été cru.",
        "Corriger le code (l'astérisque marque le danger) ou la colonne `hazardous`."),
    ("contradictory-rules", "Deux règles pour les mêmes ressources et les mêmes conditions donnent des ratios différents ; la plus sûre compte, la première par identifiant à égalité.",
        "N'en garder qu'une, les distinguer par leurs conditions (`when`), ou donner à la vôtre l'identifiant de la règle livrée qu'elle corrige."),
    ("knowledge-override", "Les connaissances de l'étude remplacent un élément livré avec maillon.", "Rien, si c'est voulu."),
    ("bad-number", "La valeur n'est pas un nombre.",
        "La corriger ; une valeur inconnue reste vide, une valeur sous un seuil s'écrit « < 5 »."),
    ("ambiguous-number", "La virgule peut être un signe décimal ou séparer les milliers.",
        "Indiquer `decimal = \",\"` ou `decimal = \".\"` dans l'étude."),
    ("negative-quantity", "La quantité est négative ; c'est le sens qui dit où va un flux.", "Corriger le signe, ou le sens."),
    ("unknown-unit", "L'unité n'est pas de celles que maillon connaît.",
        "Écrire t, kg, m3, Nm3, L, MWh, GWh, GJ, kW, EUR, unit, h ou m2, par an, mois, jour ou heure."),
    ("missing-unit", "Il y a une quantité mais pas d'unité.", "Remplir la colonne de l'unité, ou indiquer `default.unit` sous [flows]."),
    ("unit-mismatch", "L'unité compte autre chose que ce que la ressource compte d'ordinaire ; de telles quantités ne se comparent pas.",
        "Vérifier l'unité ; un flux de chaleur se compte en MWh, un déchet en tonnes."),
    ("unit-converted", "La quantité a été convertie dans l'unité usuelle de la ressource, par sa densité ou son pouvoir calorifique.",
        "Donner la quantité dans l'unité usuelle si la densité ou le pouvoir calorifique du flux est connu."),
    ("continuous-assumed", "Un débit horaire a été compté sur les 8 760 heures de l'année.", "Donner la quantité annuelle si ce n'est pas le cas."),
    ("out-of-range", "Le nombre n'a pas de sens pour ce champ, qui est resté inconnu.", "Corriger la valeur."),
    ("bad-date", "La valeur n'est pas une date ; le champ est resté ouvert.", "Écrire 2019-12-31, 2019-12 ou 2019."),
    ("end-before-start", "Le flux finit avant de commencer ; les deux dates sont restées ouvertes.", "Corriger `valid_from` ou `valid_to`."),
    ("bad-months", "Le profil mensuel n'est ni douze nombres ni une plage de mois ; il est resté inconnu.",
        "Écrire 12 nombres séparés par des espaces, ou une plage comme 4-9."),
    ("bad-word", "Le mot n'est pas de ceux que ce champ connaît, qui est resté inconnu.", "Utiliser un des mots que le message cite."),
    ("bad-encoding", "Le texte n'est pas dans l'encodage que le fichier déclare ; il a été lu dans un autre.",
        "Indiquer `encoding = \"…\"` dans l'étude, ou enregistrer le fichier en UTF-8."),
    ("ragged-row", "La ligne n'a pas autant de champs que l'en-tête.", "Mettre entre guillemets les champs qui contiennent le séparateur."),
    ("outside-country", "Le site est hors du pays où il est dit être.",
        "Corriger les coordonnées ou le pays ; le site a été utilisé tel quel."),
    ("frozen-coordinate", "La coordonnée est exactement celle de plusieurs autres sites dont l'autre coordonnée diffère, comme une cellule étirée dans un tableur.",
        "Rechercher la coordonnée ; elle a été utilisée telle quelle."),
    ("stacked-sites", "Cinq sites ou plus sont exactement au même point, comme une mairie où des adresses ont été géocodées.",
        "Placer chaque site où il est ; d'ici là, leurs distances sont nulles."),
    ("off-standard", "Le fichier n'est pas tout à fait ce que demande la norme de son format ; il a été lu malgré tout.",
        "Rien, si ce qui a été lu est juste ; d'autres logiciels peuvent le refuser : l'exporter à nouveau, par exemple avec `ogr2ogr -lco RFC7946=YES`."),
    ("outside-commune", "Le site est hors de la commune où il est dit être, d'après les zones de l'étude.",
        "Corriger les coordonnées ou la commune ; il a été utilisé comme écrit."),
    ("suspect-crs", "Les coordonnées du fichier semblent lues dans un mauvais système : la plupart de ses sites sont hors de la zone pour laquelle il est fait, ou en pleine mer, ou aucun n'est près des zones de l'étude.",
        "Indiquer dans l'étude le `crs` de ces nombres, ou corriger les zones ; ils ont été utilisés comme écrits."),
    ("at-sea", "Le site est en pleine mer, à un degré ou plus de la terre.",
        "Corriger les coordonnées, si ce n'est pas une plate-forme ; il a été utilisé comme écrit."),
    ("numbered-sites", "Le fichier n'a pas de colonne d'identifiants ; ses sites ont été numérotés comme ses lignes.",
        "Nommer la colonne qui distingue les sites par `id = \"…\"` dans [sites] ; les numéros changent quand des lignes sont ajoutées ou ôtées."),
    ("twin-site", "Un autre site porte le même nom sous un autre identifiant, au même lieu ou à moins de 300 m.",
        "N'en garder qu'un, et donner son identifiant à tous les flux."),
    ("shared-position", "Un autre site est exactement au même point.", "Rien, s'ils partagent une adresse."),
    ("suspect-unit", "La quantité est environ mille fois plus grande ou plus petite que celles des autres flux de la ressource, qui se ressemblent.",
        "Vérifier l'unité : des kilogrammes pour des tonnes, des kWh pour des MWh ? Elle a été utilisée telle quelle."),
    ("repeated-flow", "Un autre flux a les mêmes site, sens, ressource, quantité et propriétés.",
        "En supprimer un ; si ce sont deux flux, les distinguer : seul le premier est apparié."),
    ("empty-layer", "Le fichier n'a aucune ligne.", "Vérifier que c'est le bon fichier ou la bonne couche."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_defect_is_told_in_both_languages() {
        for code in IssueCode::ALL {
            assert!(FRENCH.iter().any(|(slug, ..)| *slug == code.slug()), "{code} has no French words");
        }
        assert_eq!(FRENCH.len(), IssueCode::ALL.len(), "words of a code that is no more");
    }
}
